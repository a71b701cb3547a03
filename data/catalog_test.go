package data

import (
	"slices"
	"strings"
	"testing"

	"crossover/engine/catalog"
)

// offers returns the offers of the embedded catalogue by ID.
func offers(t *testing.T) map[string]*catalog.Offer {
	t.Helper()
	all := map[string]*catalog.Offer{}
	c := load(t)
	for i := range c.Providers {
		for j := range c.Providers[i].Offers {
			o := &c.Providers[i].Offers[j]
			all[o.ID] = o
		}
	}
	return all
}

func TestOffersOfTheCatalogue(t *testing.T) {
	want := strings.Fields(`
		aws-lambda-x86 aws-lambda-arm64 aws-lambda-x86-http-api aws-lambda-arm64-http-api
		aws-lambda-x86-provisioned aws-lambda-arm64-provisioned aws-lambda-edge
		aws-fargate-x86 aws-fargate-arm64 aws-fargate-spot aws-ecs-ec2
		aws-ec2-t4g aws-ec2-m7g aws-ec2-c7g aws-eks-nodes aws-eks-fargate
		aws-ec2-gpu-g4dn aws-ec2-gpu-g5 aws-ec2-gpu-g6 aws-ec2-gpu-g6e aws-ec2-gpu-p5
		gcp-cloud-run-request gcp-cloud-run-instance gcp-cloud-run-min gcp-gke-autopilot
		cloudflare-workers-free cloudflare-workers-paid
		fly-machines-shared fly-machines-shared-always
		fly-machines-performance fly-machines-performance-always
		vercel-functions
		modal-cpu modal-gpu-t4 modal-gpu-l4 modal-gpu-a10 modal-gpu-l40s
		modal-gpu-a100 modal-gpu-h100 modal-gpu-h200 modal-gpu-b200
		azure-functions-consumption azure-functions-flex azure-container-apps
		hetzner-cx hetzner-cax hetzner-cpx hetzner-ccx digitalocean-basic digitalocean-cpu
		runpod-pod-h100 runpod-serverless-h100
		lambdalabs-h100 lambdalabs-a10 lambdalabs-a100 lambdalabs-b200`)
	have := offers(t)
	for _, id := range want {
		if have[id] == nil {
			t.Errorf("no offer %s", id)
		}
	}
	models := map[catalog.Model]bool{}
	for _, o := range have {
		models[o.Model] = true
	}
	for _, m := range catalog.Models {
		if !models[m] {
			t.Errorf("no offer is billed by the model %s", m)
		}
	}
}

func TestEveryRateSaysWhereItComesFrom(t *testing.T) {
	for _, p := range load(t).Providers {
		for id, r := range p.Rates {
			if r.Note == "" && (r.Source == "" || r.AsOf == "") {
				t.Errorf("%s: rate %s has neither a source with its date nor a note", p.ID, id)
			}
			if strings.Contains(r.Source, "..") {
				t.Errorf("%s: rate %s has a source that is no public address: %s", p.ID, id, r.Source)
			}
		}
	}
}

func TestRateTitlesDiffer(t *testing.T) {
	for _, p := range load(t).Providers {
		seen := map[string]string{}
		for id, r := range p.Rates {
			if other := seen[r.Title]; other != "" {
				t.Errorf("%s: rates %s and %s are both called %q", p.ID, id, other, r.Title)
			}
			seen[r.Title] = id
		}
	}
}

func TestNothingIsLeftUnused(t *testing.T) {
	c := load(t)
	starts := map[string]bool{}
	for _, p := range c.Providers {
		rates, pools, tables := map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, o := range p.Offers {
			starts[o.Start] = true
			tables[o.Compute.Sizes] = true
			for _, l := range o.Bill {
				rates[l.Rate], tables[l.Table] = true, true
				pools[p.Rates[l.Rate].Pool] = true
			}
		}
		for id := range p.Rates {
			if !rates[id] {
				t.Errorf("%s: no offer uses rate %s", p.ID, id)
			}
		}
		for id := range p.Pools {
			if !pools[id] {
				t.Errorf("%s: no offer uses pool %s", p.ID, id)
			}
		}
		for id := range p.SizeTables {
			if !tables[id] {
				t.Errorf("%s: no offer uses size table %s", p.ID, id)
			}
		}
	}
	for _, s := range c.Starts {
		if !starts[s.ID] {
			t.Errorf("no offer uses start class %s", s.ID)
		}
	}
}

// TestGPUOffersHaveOneGPU checks that all sizes of an offer with an accelerator have the
// same kind of it.
func TestGPUOffersHaveOneGPU(t *testing.T) {
	for _, p := range load(t).Providers {
		for _, o := range p.Offers {
			var gpus []string
			for _, s := range p.SizeTables[o.Compute.Sizes].Sizes {
				if strings.HasPrefix(s.Name, o.Compute.Only) {
					gpus = append(gpus, s.GPU)
				}
			}
			slices.Sort(gpus)
			gpus = slices.Compact(gpus)
			isGPU := len(gpus) > 0 && gpus[0] != ""
			if isGPU != (o.Kind == catalog.KindGPU) || len(gpus) > 1 {
				t.Errorf("%s: kind %s has sizes with the GPUs %q", o.ID, o.Kind, gpus)
			}
		}
	}
}

// TestMachinesAgreeAcrossTables checks that a machine in several tables of a provider is
// the same in each.
func TestMachinesAgreeAcrossTables(t *testing.T) {
	for _, p := range load(t).Providers {
		seen := map[string]catalog.Size{}
		for id, table := range p.SizeTables {
			if table.Unit != "hour" {
				continue
			}
			for _, s := range table.Sizes {
				if other, ok := seen[s.Name]; ok && other != s {
					t.Errorf("%s: %s differs between %s and another table", p.ID, s.Name, id)
				}
				seen[s.Name] = s
			}
		}
	}
}

// TestEveryOfferHasAPolicy checks that every offer says how it scales.
func TestEveryOfferHasAPolicy(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Providers {
		for _, o := range p.Offers {
			if o.Policy == (catalog.Policy{}) {
				t.Errorf("%s has no policy", o.ID)
			}
		}
	}
}
