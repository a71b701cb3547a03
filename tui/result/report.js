for (const figure of document.querySelectorAll("figure")) {
  const svg = figure.querySelector("svg"), line = svg.querySelector(".hover");
  const data = JSON.parse(figure.querySelector("script").textContent);
  const cells = figure.querySelectorAll("td.v"), place = figure.querySelector(".place");
  const show = (k) => {
    place.textContent = data.places[k];
    data.curves.forEach((texts, i) => { cells[i].textContent = texts[k]; });
  };
  svg.addEventListener("pointermove", (e) => {
    const box = svg.getBoundingClientRect();
    const x = (e.clientX - box.left) / box.width * data.width;
    const share = Math.min(1, Math.max(0, (x - data.left) / (data.right - data.left)));
    const k = Math.round(share * (data.places.length - 1));
    line.setAttribute("x1", data.left + k / (data.places.length - 1) * (data.right - data.left));
    line.setAttribute("x2", line.getAttribute("x1"));
    line.style.visibility = "visible";
    show(k);
  });
  svg.addEventListener("pointerleave", () => { line.style.visibility = "hidden"; show(data.at); });
}
