.PHONY: build run test short fuzz race lint bench golden soak picture snapshots

build: ## the program, in this folder
	go build -o crossover .

run:
	go run .

test:
	go test ./...

short: ## the quick loop
	go test -short ./...

fuzz: ## new cases: properties from a random seed, and every fuzz target; CHECKS=... TIME=...
	CHECKS="$(CHECKS)" TIME="$(TIME)" .ci/fuzz

race:
	go test -race ./...

lint:
	go vet ./...
	go tool -modfile=.ci/tools/go.mod staticcheck ./...
	.ci/check

bench: ## what a slider step costs
	go test -run '^$$' -bench . -benchmem ./engine/... ./tui/...

golden: ## accept the screens as they are now
	go test ./tui/... -update

picture: ## the README's, drawn by the program itself
	go run . snapshot -o docs/explore.png

soak: build ## what serving takes: half an hour on a quiet machine; SOAK=... for less
	go run ./.ci/soak -program ./crossover $(SOAK)

snapshots: ## what starts read in place of the YAML
	go test ./data ./themes -run TestSnapshot -update
