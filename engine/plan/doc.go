// Package plan compiles offers for parts of a scenario.
//
// [Compile] turns a catalogue into arrays once: offers, meters, sizes, allowances, and
// what the bills of one account share. A [Workload] is a part of a scenario in plain
// numbers. [Plan.Prepare] combines one offer and one workload into everything that does
// not depend on the rate: the sizes to consider and the capacity of an instance of each,
// the lines of the bill under the scenario's terms, and the reasons against the offer.
//
// The capacity of an instance — slots, CPU, memory, connections — is computed in one
// place, [Size], for pools that scale with requests and for fleets.
//
// Memory is in MB (= MiB), times are in seconds unless a name says milliseconds,
// prices in US dollars.
package plan
