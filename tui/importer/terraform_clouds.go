package importer

import "strings"

// elsewhere reads resources of clouds other than Amazon's, and lists others.
func (pl *plan) elsewhere(r resource, v *node) {
	switch r.Type {
	case "google_cloud_run_v2_service", "google_cloud_run_service":
		pl.cloudRun(pl.add(r, "Cloud Run service", v, "name"), v)
	case "google_cloudfunctions2_function":
		p := pl.add(r, "Cloud Run function", v, "name")
		p.it().Offer = "gcp-cloud-run-request"
		for _, c := range v.at("service_config").all() {
			p.memory(c.at("available_memory"), 1./(1<<20))
			p.longest(c.at("timeout_seconds"))
			p.bounded(c.at("min_instance_count"), c.at("max_instance_count"))
		}
		for _, c := range v.at("build_config").all() {
			p.runtime(c.at("runtime"))
		}
	case "google_cloudfunctions_function":
		p := pl.add(r, "Cloud Function", v, "name")
		p.it().Offer = "gcp-cloud-run-request"
		p.memory(v.at("available_memory_mb"), 1)
		p.longest(v.at("timeout"))
		p.runtime(v.at("runtime"))
		p.bounded(v.at("min_instances"), v.at("max_instances"))
		if v.at("trigger_http").yes() {
			p.set("trigger", "http", v, "trigger_http: true")
		}
	case "google_cloud_run_v2_job":
		p := pl.add(r, "Cloud Run job", v, "name")
		p.it().Offer = "gcp-cloud-run-jobs"
		p.assume("trigger", "schedule", "a job")
		for _, task := range v.at("template").all() {
			pl.containers(p, task.at("template").all())
		}
	case "azurerm_container_app":
		pl.containerApp(pl.add(r, "Container App", v, "name"), v)
	case "azurerm_linux_function_app", "azurerm_windows_function_app", "azurerm_function_app_flex_consumption":
		p := pl.add(r, "Azure Functions app", v, "name")
		p.it().Offer = "azure-functions-consumption"
		if strings.Contains(r.Type, "flex") {
			p.it().Offer = "azure-functions-flex"
			p.memory(v.at("instance_memory_in_mb"), 1)
			p.take("max", v.at("maximum_instance_count"))
		}
	case "cloudflare_workers_script", "cloudflare_worker_script", "cloudflare_worker":
		p := pl.add(r, "Cloudflare Worker", v, "name")
		p.it().Offer = "cloudflare-workers-paid"
		p.usual("memory", "128MB", "a Worker's isolate has 128 MB")
	default:
		pl.other(nil, r.Address, r.Type)
	}
}

// containers sets a Cloud Run part's terms from the containers of its templates.
func (pl *plan) containers(p partOf, templates []*node) {
	for _, template := range templates {
		p.longest(template.first("timeout", "timeout_seconds"))
		if n := template.first("max_instance_request_concurrency", "container_concurrency"); n.str() != "0" {
			p.take("concurrency", n)
		}
		for _, c := range template.at("containers").all() {
			for _, r := range c.at("resources").all() {
				p.memory(r.at("limits", "memory"), 1./(1<<20))
				p.vcpus(r.at("limits", "cpu"), 1)
				if r.at("cpu_idle").str() == "false" && p.it().Offer == "gcp-cloud-run-request" {
					p.it().Offer = "gcp-cloud-run-instance"
				}
			}
		}
	}
}

func (pl *plan) cloudRun(p partOf, v *node) {
	p.it().Offer = "gcp-cloud-run-request"
	p.set("trigger", "http", nil, "a service")
	for _, template := range v.at("template").all() {
		for _, s := range template.at("scaling").all() {
			p.bounded(s.at("min_instance_count"), s.at("max_instance_count"))
		}
		for _, m := range template.at("metadata").all() { // the first version of the resource has annotations and a spec
			notes := m.at("annotations")
			p.bounded(notes.at("autoscaling.knative.dev/minScale"), notes.at("autoscaling.knative.dev/maxScale"))
			if notes.at("run.googleapis.com/cpu-throttling").str() == "false" {
				p.it().Offer = "gcp-cloud-run-instance"
			}
		}
		pl.containers(p, append(template.at("spec").all(), template))
	}
	p.usual("memory", "512MB", "Cloud Run sets 512 MiB where none is given")
}

func (pl *plan) containerApp(p partOf, v *node) {
	p.it().Offer = "azure-container-apps"
	if v.at("ingress").all() != nil {
		p.set("trigger", "http", nil, "ingress")
	}
	for _, template := range v.at("template").all() {
		p.bounded(template.at("min_replicas"), template.at("max_replicas"))
		for _, c := range template.at("container").all() {
			p.memory(c.at("memory"), 1024)
			p.vcpus(c.at("cpu"), 1)
		}
	}
}
