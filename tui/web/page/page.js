// The explorer in a terminal of xterm.js, over one WebSocket. What the terminal shows
// comes in binary messages, each of which is confirmed once it is on the screen, so
// that a slow page is sent fewer frames; what its user does goes out in binary messages,
// and sizes and confirmations in JSON.
import {Terminal} from './xterm.mjs';
import {FitAddon} from './addon-fit.mjs';

// The policy of this page allows no inline style. xterm.js makes style elements and
// style attributes; constructed style sheets and properties do the same.
const create = document.createElement.bind(document);
document.createElement = (name, options) => {
  const element = create(name === 'style' ? 'template' : name, options);
  if (name === 'style') {
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
    Object.defineProperty(element, 'textContent', {set: (text) => sheet.replaceSync(text)});
    element.remove = () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== sheet);
      Element.prototype.remove.call(element);
    };
  }
  return element;
};
const setAttribute = Element.prototype.setAttribute;
HTMLElement.prototype.setAttribute = function (name, value) {
  if (name === 'style') this.style.cssText = value;
  else setAttribute.call(this, name, value);
};

const $ = (id) => document.getElementById(id);
const here = new URL(location.href);
const [, kind, place] = here.pathname.match(/^\/([rw])\/(.+)$/) ?? [];
const touch = matchMedia('(pointer: coarse)').matches;
const light = matchMedia('(prefers-color-scheme: light)');
const colours = () => (light.matches
  ? {background: '#ffffff', foreground: '#1f2328', cursor: '#1f2328', selectionBackground: '#b6d6ff'}
  : {background: '#101418', foreground: '#d6dbe1', cursor: '#d6dbe1', selectionBackground: '#2f4a6b'});

// Sizes of the letters, in pixels: a narrow screen has at least 40 columns.
const largest = 15, smallest = 6, fewest = 40, widthOfLetter = 0.61;
const mostColumns = 320, mostRows = 120;

await document.fonts.load(`${largest}px Explorer`).catch(() => {});
const spoken = here.searchParams.has('screen-reader');
const term = new Terminal({
  fontFamily: 'Explorer, monospace', fontSize: largest, theme: colours(), scrollback: spoken ? 1000 : 0,
  screenReaderMode: spoken, macOptionIsMeta: true, macOptionClickForcesSelection: true,
  linkHandler: {activate: (_, address) => open(address, '_blank', 'noopener')},
  windowOptions: {getCellSizePixels: true}, // with which the mouse is reported in pixels
});
const fit = new FitAddon();
term.loadAddon(fit);
term.open($('screen'));
term.onTitleChange((title) => { document.title = title || 'crossover'; });

// size chooses the letters and the number of cells.
function size() {
  const letters = Math.floor(2 * $('screen').clientWidth / fewest / widthOfLetter) / 2;
  term.options.fontSize = Math.max(smallest, Math.min(largest, letters));
  const cells = fit.proposeDimensions();
  if (cells?.cols > 0 && cells.rows > 0) term.resize(Math.min(cells.cols, mostColumns), Math.min(cells.rows, mostRows));
}

// tell shows a line, with a button for what can be done about it.
function tell(text, label, act) {
  $('what').textContent = text;
  $('yes').textContent = label;
  $('yes').onclick = () => { $('told').hidden = true; act(); };
  $('told').hidden = false;
}
$('no').onclick = () => { $('told').hidden = true; term.focus(); };

// copy takes a text to the clipboard, asking for a click where the browser wants one.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    tell('The browser wants a click before it copies.', 'copy', () => (navigator.clipboard ? navigator.clipboard.writeText(text) : byHand(text)));
  }
}

// byHand copies where a page has no clipboard, as over plain HTTP.
function byHand(text) {
  const area = create('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  term.focus();
}

// What the explorer copies comes as OSC 52. Nothing reads the clipboard for it.
term.parser.registerOscHandler(52, (data) => {
  const text = data.slice(data.indexOf(';') + 1);
  if (text !== '?' && text !== '') copy(new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))));
  return true;
});

// Keys of the browser: pasting, and copying what is selected.
term.attachCustomKeyEventHandler((e) => {
  const key = e.key.toLowerCase();
  const chord = (e.ctrlKey || e.metaKey) && !e.altKey;
  if (chord && key === 'v') return false;
  if (chord && key === 'c' && term.hasSelection()) {
    if (e.type === 'keydown') { copy(term.getSelection()); term.clearSelection(); }
    e.preventDefault();
    return false;
  }
  return true;
});

// A finger is a mouse.
let under = null;
for (const [event, mouse] of [['touchstart', 'mousedown'], ['touchmove', 'mousemove'], ['touchend', 'mouseup'], ['touchcancel', 'mouseup']]) {
  $('screen').addEventListener(event, (e) => {
    e.preventDefault();
    e.stopPropagation();
    const t = e.changedTouches[0];
    if (e.touches.length > 1) return;
    if (event === 'touchstart') under = t.target;
    under?.dispatchEvent(new MouseEvent(mouse, {
      bubbles: true, cancelable: true, view: window, clientX: t.clientX, clientY: t.clientY, button: 0, buttons: mouse === 'mouseup' ? 0 : 1,
    }));
  }, {passive: false, capture: true});
}

// The row of keys, where there is no keyboard.
if (touch) {
  $('bar').hidden = $('keys').hidden = false;
  term.textarea.inputMode = 'none';
  for (const b of document.querySelectorAll('[data-keys]')) b.onclick = () => term.input(b.dataset.keys, true);
  $('keyboard').onclick = () => {
    const on = term.textarea.inputMode === 'none';
    $('keyboard').setAttribute('aria-pressed', String(on));
    term.textarea.inputMode = on ? 'text' : 'none';
    term.blur();
    term.focus();
  };
}

// room shows the links of a room.
function room(name, token) {
  $('name').textContent = 'room ' + name;
  $('bar').hidden = $('room').hidden = false;
  $('link').onclick = () => copy(`${location.origin}/r/${name}`).then(() => term.focus());
  $('watch').hidden = !token;
  $('watch').onclick = () => copy(`${location.origin}/w/${token}`).then(() => term.focus());
  size();
}

size();
new ResizeObserver(size).observe($('screen'));
const query = new URLSearchParams(here.search);
query.set('columns', term.cols);
query.set('rows', term.rows);
query.set('light', Number(light.matches));
if (kind === 'r') query.set('room', decodeURIComponent(place));
if (kind === 'w') query.set('watch', decodeURIComponent(place));
const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket?${query}`);
socket.binaryType = 'arraybuffer';
const say = (data) => { if (socket.readyState === WebSocket.OPEN) socket.send(data); };

let begun = false; // something is on the screen
socket.onmessage = ({data}) => {
  if (typeof data === 'string') {
    const told = JSON.parse(data);
    if (told.room) room(told.room, told.watch);
    return;
  }
  begun = true;
  const seen = () => say('{"seen":1}');
  if (document.hidden) seen(); // pages that are not shown draw seldom
  term.write(new Uint8Array(data), document.hidden ? undefined : seen);
};
socket.onclose = ({reason, code}) => {
  document.body.dataset.state = 'closed';
  const [label, act] = code === 1008 && !begun && here.search // these words would be refused again
    ? ['start without these words', () => location.assign(here.pathname)]
    : ['start again', () => location.reload()];
  tell(reason || (code === 1006 ? 'The connection was lost.' : 'The session has ended.'), label, act);
  $('yes').focus();
};
socket.onopen = () => { document.body.dataset.state = 'open'; };

// What the user does is sent in pieces: a paste can be long.
const piece = 4096;
function send(bytes) {
  for (let i = 0; i < bytes.length; i += piece) say(bytes.subarray(i, i + piece));
}
const encoder = new TextEncoder();
term.onData((text) => send(encoder.encode(text)));
term.onBinary((text) => send(Uint8Array.from(text, (c) => c.charCodeAt(0))));
term.onResize(({cols, rows}) => say(JSON.stringify({columns: cols, rows})));
socket.addEventListener('open', () => say(JSON.stringify({columns: term.cols, rows: term.rows})));
light.addEventListener('change', () => { // the explorer is told as a terminal that was asked would tell it
  term.options.theme = colours();
  send(encoder.encode(`\x1b]11;rgb:${colours().background.slice(1).match(/../g).join('/')}\x07`));
});
term.focus();
