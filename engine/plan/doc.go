// Package plan compiles what is sold for what is asked.
//
// [Compile] turns a catalogue into arrays once: offers, meters, sizes, allowances,
// and what bills of one account share. A [Workload] is a part of a scenario in
// plain numbers. [Plan.Prepare] brings one offer and one workload together into
// everything that does not depend on the rate: the sizes worth considering and
// what an instance of each can do, the lines of the bill under the scenario's
// terms, what speaks against the offer.
//
// What an instance takes — slots, CPU, memory, connections — is settled in one
// place, [Size], for pools that scale with requests and for fleets alike.
//
// Memory is in MB (= MiB), times are in seconds unless a name says milliseconds,
// prices in US dollars.
package plan
