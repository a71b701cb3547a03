package data_test

import (
	"slices"
	"testing"

	"crossover/data"
	"crossover/engine/catalog"
)

// TestFamilies holds that every offer has a family, and which those are that
// people would argue about.
func TestFamilies(t *testing.T) {
	c, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]catalog.Family{
		"aws-lambda-arm64":             catalog.FamilyServerless,
		"aws-lambda-arm64-provisioned": catalog.FamilyServerless,
		"aws-lambda-edge":              catalog.FamilyEdge,
		"aws-fargate-arm64":            catalog.FamilyContainers,
		"aws-fargate-arm64-task":       catalog.FamilyServerless, // billed for its one run
		"aws-ecs-ec2":                  catalog.FamilyContainers,
		"aws-ec2-t4g":                  catalog.FamilyVM,
		"aws-eks-nodes":                catalog.FamilyContainers,
		"aws-ec2-gpu-g6":               catalog.FamilyGPU,
		"azure-container-apps":         catalog.FamilyServerless,
		"cloudflare-workers-paid":      catalog.FamilyEdge,
		"cloudflare-containers":        catalog.FamilyServerless,
		"fly-machines-shared":          catalog.FamilyContainers, // billed while it idles
		"gcp-cloud-run-request":        catalog.FamilyServerless,
		"gcp-cloud-run-min":            catalog.FamilyContainers, // always on
		"gcp-cloud-run-instance":       catalog.FamilyContainers,
		"gcp-cloud-run-jobs":           catalog.FamilyServerless,
		"gcp-cloud-run-gpu-l4":         catalog.FamilyGPU,
		"vercel-functions":             catalog.FamilyServerless,
	}
	for i := range c.Providers {
		for k := range c.Providers[i].Offers {
			o := &c.Providers[i].Offers[k]
			f := o.Family()
			if !slices.Contains(catalog.Families, f) {
				t.Errorf("%s: family %q", o.ID, f)
			}
			if w, ok := want[o.ID]; ok && f != w {
				t.Errorf("%s: family %q, want %q", o.ID, f, w)
			}
			delete(want, o.ID)
		}
	}
	for id := range want {
		t.Errorf("there is no offer %s", id)
	}
}
