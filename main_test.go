package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("TEST_AS_PROGRAM") != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestWithoutHome keeps nothing where no folder is the user's.
func TestWithoutHome(t *testing.T) {
	cmd := exec.Command(os.Args[0], "scenarios", "save", "shop", "rate=1/s")
	cmd.Env = []string{"TEST_AS_PROGRAM=1"}
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "set XDG_DATA_HOME") {
		t.Errorf("%v: %s", err, out)
	}
	cmd = exec.Command(os.Args[0], "scenarios", "save", "shop", "rate=1/s")
	cmd.Env = []string{"TEST_AS_PROGRAM=1", "HOME=" + t.TempDir()}
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "saved ") {
		t.Errorf("%v: %s", err, out)
	}
}
