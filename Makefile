.PHONY: browser vendor counts help build run test short fuzz race lint platforms bench floor golden recording docs soak snapshots duckdb terminals release-check release-snapshot deadcode

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## the program, in this folder
	CGO_ENABLED=0 go build -o crossover .

run: ## explore
	go run .

test: ## all tests
	go test ./...

short: ## the quick loop
	go test -short ./...

fuzz: ## new cases: properties from a random seed, and every fuzz target; CHECKS=... TIME=...
	CHECKS="$(CHECKS)" TIME="$(TIME)" .ci/fuzz

race: ## all tests under the race detector
	go test -race ./...

lint: ## golangci-lint, vet, and the limits of .ci/limits
	go vet ./...
	go tool -modfile=.ci/tools/lint/go.mod golangci-lint run ./...
	.ci/check

bench: ## what a slider step costs
	go test -run '^$$' -bench . -benchmem ./engine/... ./tui/...

floor: ## starts, steps and whole commands, beside other programs: docs/performance.md
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o crossover .
	go test ./.ci/floor -v -count=1 -timeout 0 -program "$(CURDIR)/crossover"

golden: ## accept the screens as they are now
	go test ./tui/... -update

recording: ## the README's, drawn by the program itself
	docs/record

docs: ## the generated pages, and every command they show
	go test ./tui/cli -run Page -update
	go test ./tui/cli -run CommandsShown -every-command

terminals: build ## in real terminals under Xvfb, with pictures in TERMINALS=...: docs/terminals.md
	.ci/terminals/run ./crossover $(or $(TERMINALS),terminals)

soak: build ## what serving takes, and hostile pages: half an hour on a quiet machine; SOAK=... for less
	go test ./tui/sshd -run '^TestServing$$' -v -count=1 -timeout 0 -program "$(CURDIR)/crossover" $(SOAK)
	go test ./tui/web -run "^TestHostilePagesOfAProgram$$" -v -count=1 -timeout 0 -program "$(CURDIR)/crossover" -attack-for 20s

snapshots: ## what starts read in place of the YAML, and the compressed fonts
	go test ./data/compact -run TestSnapshots -update
	go test ./tui/font -update

counts: ## the numbers of README.md, and which prices no example depends on
	go test ./data -run 'Readme|React' -update

browser: build ## the page of serve --web, and a report, in Chromium, with screenshots; needs Chromium
	mkdir -p browser-shots
	cd .ci/browser && go test -count=1 -v . -args -screenshots ../../browser-shots

vendor: ## the terminal of the page, from npm, held to its hashes
	.ci/vendor

duckdb: build ## the query for DuckDB and the Parquet of grid, in DuckDB, and who is faster with MB=1000 of CSV; needs a C++ compiler
	cd .ci/duckdb && go test -count=1 -timeout 0 -v . -mb $(or $(MB),1000)

platforms: ## a build for every system and processor there are releases for
	.ci/platforms

release-check: ## what .goreleaser.yaml says, and every licence
	go tool -modfile=.ci/tools/release/go.mod goreleaser check
	.ci/licences >/dev/null

release-snapshot: ## a release in dist, unpublished, and a look at it: docs/releasing.md
	go tool -modfile=.ci/tools/release/go.mod goreleaser release --snapshot --clean
	.ci/packages

deadcode: ## functions that nothing calls
	go tool -modfile=.ci/tools/go.mod deadcode -test ./...
