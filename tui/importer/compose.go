package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

func isCompose(n *node) bool {
	s := n.at("services")
	if s == nil || s.kind != mapping || len(s.keys) == 0 {
		return false
	}
	for _, x := range s.items {
		if !x.has("image") && !x.has("build") && !x.has("extends") {
			return false
		}
	}
	return true
}

// readCompose reads a compose file. Nothing but the file itself is read: files
// that it includes, extends or takes an environment from are left out.
func readCompose(b *builder, doc *node, f Source) error {
	project, err := loadCompose(f)
	if err != nil {
		return errors.New(strings.Join(strings.Fields(err.Error()), " "))
	}
	for _, name := range project.ServiceNames() {
		s := project.Services[name]
		composeService(b, doc.at("services", name), name, &s)
	}
	return nil
}

// loadCompose loads a project. The loader panics on some files that its schema
// lets through.
func loadCompose(f Source) (project *types.Project, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("cannot be loaded: %v", p)
		}
	}()
	logrus.SetOutput(io.Discard)
	return loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir: "/", ConfigFiles: []types.ConfigFile{{Filename: "/compose.yaml", Content: f.Data}},
	}, func(o *loader.Options) {
		o.SkipInclude, o.SkipExtends, o.SkipResolveEnvironment = true, true, true
		o.SkipConsistencyCheck, o.ResolvePaths = true, false
		o.SetProjectName("import", true)
		o.ResourceLoaders = nil
	})
}

func composeService(b *builder, n *node, name string, s *types.ServiceConfig) {
	p := b.part(name, "Compose service", n)
	p.set("package", "image", n, "a container's image")
	memory, vcpus := float64(s.MemLimit), float64(s.CPUS)
	if d := s.Deploy; d != nil {
		for _, r := range []*types.Resource{d.Resources.Reservations, d.Resources.Limits} {
			if r == nil {
				continue
			}
			if memory == 0 {
				memory = float64(r.MemoryBytes)
			}
			if vcpus == 0 {
				vcpus = float64(r.NanoCPUs)
			}
			for _, device := range r.Devices {
				if strings.Contains(strings.Join(device.Capabilities, " "), "gpu") {
					p.assume("gpu", "t4", "a GPU whose model the file does not say")
				}
			}
		}
		if d.Replicas != nil {
			p.set("copies", number(float64(*d.Replicas)), n.at("deploy", "replicas"), "replicas")
		}
	}
	if memory > 0 {
		p.set("memory", number(memory/(1<<20))+"MB", n, "memory that it reserves")
	}
	if vcpus > 0 {
		p.set("size", number(vcpus)+"vcpu", n, "vCPUs that it reserves: "+number(vcpus))
	}
	if len(s.Ports) > 0 {
		p.set("trigger", "http", n.at("ports"), "ports that it publishes")
	}
	if s.Platform != "" {
		_, arch, _ := strings.Cut(s.Platform, "/")
		p.arch(&node{kind: scalar, text: arch, line: n.line}, "platform")
	}
	p.stores(n.at("image"))
	for _, other := range s.GetDependencies() {
		p.called(other, n.at("depends_on"), "depends_on")
	}
	if len(s.Volumes) > 0 {
		p.leave(n.at("volumes"), "volumes: "+n.at("volumes").words(), "a scenario has no term for volumes")
	}
}
