package data_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"crossover/data"
	"crossover/engine/catalog"
)

// TestFamilies checks that every offer has a family, and the families that are debatable.
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
		"azure-container-apps-min":     catalog.FamilyContainers, // always on
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

// TestSizesHaveNoGaps checks that no next larger size has more than twice the vCPUs and
// more than twice the memory, unless its vendor sells none between.
func TestSizesHaveNoGaps(t *testing.T) {
	c, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	sold := []string{"aws p5.4xlarge to p5.48xlarge", "azure 512 MB to 2048 MB", "cloudflare lite to basic"}
	var found []string
	for i := range c.Providers {
		for id, table := range c.Providers[i].SizeTables {
			for _, sizes := range ladders(id, table.Sizes) {
				for k := range sizes[1:] {
					if a, b := &sizes[k], &sizes[k+1]; b.VCPU > 2*a.VCPU && b.MemoryMB > 2*max(a.MemoryMB, a.MaxMemoryMB) {
						found = append(found, c.Providers[i].ID+" "+a.Name+" to "+b.Name)
					}
				}
			}
		}
	}
	slices.Sort(found)
	if !slices.Equal(found, sold) {
		t.Errorf("gaps: %q, want those that the vendors have: %q", found, sold)
	}
}

// ladders returns the sizes of a table grouped by family, such as m7g, and accelerator.
func ladders(table string, sizes []catalog.Size) map[string][]catalog.Size {
	out := map[string][]catalog.Size{}
	for _, z := range sizes {
		family, _, dotted := strings.Cut(z.Name, ".")
		if !dotted || strings.Contains(z.Name, " ") || strings.Contains(z.Name, "c-") {
			family = table
		}
		out[family+z.GPU] = append(out[family+z.GPU], z)
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b catalog.Size) int {
			return cmp.Or(cmp.Compare(a.VCPU, b.VCPU), cmp.Compare(a.MemoryMB, b.MemoryMB))
		})
	}
	return out
}
