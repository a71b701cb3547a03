package data_test

import (
	"cmp"
	"slices"
	"strings"
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

// TestSizesHaveNoGaps holds that no next larger size has more than twice the vCPUs and more
// than twice the memory, unless its vendor sells none between.
func TestSizesHaveNoGaps(t *testing.T) {
	c, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	sold := map[string]bool{
		"aws p5.4xlarge to p5.48xlarge": true, "azure 512 MB to 2048 MB": true,
		"cloudflare lite to basic": true,
	}
	for i := range c.Providers {
		p := &c.Providers[i]
		for id, table := range p.SizeTables {
			ladders := map[string][]catalog.Size{}
			for _, z := range table.Sizes {
				family, _, ok := strings.Cut(z.Name, ".")
				if !ok || p.ID != "aws" {
					family = id
				}
				family += z.GPU
				ladders[family] = append(ladders[family], z)
			}
			for _, sizes := range ladders {
				slices.SortFunc(sizes, func(a, b catalog.Size) int {
					return cmp.Or(cmp.Compare(a.VCPU, b.VCPU), cmp.Compare(a.MemoryMB, b.MemoryMB))
				})
				for k := 1; k < len(sizes); k++ {
					a, b := &sizes[k-1], &sizes[k]
					gap := b.VCPU > 2*a.VCPU && b.MemoryMB > 2*max(a.MemoryMB, a.MaxMemoryMB)
					name := p.ID + " " + a.Name + " to " + b.Name
					if gap && !sold[name] {
						t.Errorf("%s, %s: %g vCPU and %g MB, and next %g and %g", name, id, a.VCPU, a.MemoryMB, b.VCPU, b.MemoryMB)
					}
					if gap {
						delete(sold, name)
					}
				}
			}
		}
	}
	if len(sold) > 0 {
		t.Errorf("there is no gap any longer: %v", sold)
	}
}
