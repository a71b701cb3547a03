// Package accuracy keeps the tables of docs/accuracy.md in step with the tests that
// measure them. The tests of packages coldstart and sim each make a [Table], and either
// write it to the page or check that the page is up to date.
//
// The package only processes text; the tests read and write the page.
package accuracy
