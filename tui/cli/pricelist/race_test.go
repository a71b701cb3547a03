//go:build race

package pricelist

const raceEnabled = true
