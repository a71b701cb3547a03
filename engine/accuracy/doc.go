// Package accuracy keeps the tables of docs/accuracy.md in step with the tests that
// measure them. The tests of packages coldstart and sim make a [Table] each, and
// either write it into the page or check that the page is not stale.
//
// The package only handles text; tests read and write the page.
package accuracy
