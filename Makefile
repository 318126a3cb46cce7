# Betro's commands. `make help` lists them; each line behind ## is its help.
SHELL = /bin/sh
ARGS ?=
BIN = .venv/bin
.DEFAULT_GOAL = help
.PHONY: help run test lint format lock locale assets bench soak simulate pictures clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: ## Set everything up and start the demo: portal, office and clock (ARGS=--reset starts over)
	@deploy/setup.sh run && exec $(BIN)/betro demo run $(ARGS)

test: ## Set everything up and run the whole suite (ARGS="-k word" runs a part of it)
	@exec deploy/test.sh $(ARGS)

lint: ## Check style, types and import direction
	@deploy/setup.sh test && exec deploy/lint.sh

format: ## Rewrite the source in the one style
	@deploy/setup.sh test && $(BIN)/ruff check --quiet --fix . ; exec $(BIN)/ruff format .

lock: ## Write the lock files anew (ARGS=--upgrade takes newer versions)
	@exec deploy/lock.sh $(ARGS)

locale: ## Gather the sentences of the source into the Danish catalogues (ARGS=--tidy drops unused ones)
	@deploy/setup.sh run && exec $(BIN)/python -P deploy/catalogues.py extract $(ARGS)

assets: ## Fetch the style sheet and the fonts (ARGS=--force fetches them again)
	@deploy/setup.sh run && exec $(BIN)/python -P deploy/assets.py $(ARGS)

bench: ## Measure the submission journey against a bare form; prints JSON
	@deploy/setup.sh test && exec $(BIN)/python -m tests.bench $(ARGS)

soak: ## Flood an installation and measure others beside it, as JSON (15 minutes); then kill it over and over
	@deploy/setup.sh test && $(BIN)/python -m tests.soak $(ARGS) && \
	LONG_FIRE=1 exec $(BIN)/pytest -q -m heavy tests/integration tests/simulation tests/property >&2

simulate: ## Live a fictive year through the real services; prints JSON (ARGS="--year 2026 --cases 400")
	@deploy/setup.sh test && exec $(BIN)/python -m tests.simulation $(ARGS)

pictures: ## Take a picture of every page into var/pictures, and those of the README into deploy/pictures
	@deploy/setup.sh test && exec $(BIN)/python -m tests.browser.pictures

clean: ## Remove what these commands made; the demo's data in var/demo stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist var/test var/setup.lock
	rm -rf templates/static/dkfds tests/browser/axe.min.js
	find crypto intake triage tests deploy templates -name __pycache__ -prune -exec rm -rf {} +
