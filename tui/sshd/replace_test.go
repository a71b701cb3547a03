package sshd

import (
	"slices"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/vtest"
)

// TestContentIsReplaced serves another catalogue while a room is open: new guests of the
// room see its catalogue, and everybody else the new one.
func TestContentIsReplaced(t *testing.T) {
	c, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	c.Providers = slices.DeleteFunc(c.Providers, func(p catalog.Provider) bool { return p.ID == "digitalocean" })
	e, err := engine.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t)
	const w, h = 120, 36
	ann := s.openAs("ann", w, h, "room friday")
	ann.waitRoom(t, "you present")
	ann.WaitFor("DO Basic")
	o := s.host.Now().Options
	o.Engine = e
	s.host.Replace(o)
	ben := s.openAs("ben", w, h, "room friday")
	ben.waitRoom(t, "you follow ann")
	ann.Type(vtest.Right)
	ben.waitRoom(t, "ann: rate")
	sameScenario(t, ann, ben, w, h)
	ben.WaitFor("DO Basic")
	eve := s.openAs("eve", w, h, "room other")
	eve.Wait("what is served now", func() bool {
		screen := eve.Screen()
		return strings.Contains(screen, "Railway") && !strings.Contains(screen, "DO Basic")
	})
}

// TestKeysAreReplaced removes one key and adds another: existing sessions stay.
func TestKeysAreReplaced(t *testing.T) {
	ann, ben := newSigner(t), newSigner(t)
	of := func(k gossh.Signer) Auth {
		a, err := WithKeys(gossh.MarshalAuthorizedKey(k.PublicKey()))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	s := serve(t, func(c *setup) { c.Auth = of(ann) })
	before, err := s.dial("ann", gossh.PublicKeys(ann))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = before.Close() }()
	content := *s.now.Load()
	content.Auth = of(ben)
	s.Replace(content)
	if c, err := s.dial("ann", gossh.PublicKeys(ann)); err == nil {
		_ = c.Close()
		t.Error("the old key still lets in")
	}
	c, err := s.dial("ben", gossh.PublicKeys(ben))
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	if _, err := before.NewSession(); err != nil {
		t.Errorf("who was there is sent away: %v", err)
	}
}
