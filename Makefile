# The commands of this project. Everything they need beyond git, make, a C compiler and some Python >= 3.10
# (with pip and venv) is fetched by themselves; `make help` lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory --no-builtin-rules

# `make -C` changes the folder; a relative BUSINESS may count from where the person is.
export CALLED_FROM := $(PWD)

# Asked each time, because a name on PATH may not start (see the script).
TOOLS = @PYTHON="$$(sh tools/find_python.sh)" && exec "$$PYTHON" -m tools

.PHONY: help
help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run:  ## set up what is missing, start everything, stop it on Ctrl-C
	$(TOOLS) run

.PHONY: cluster
cluster:  ## several processes of each program behind nginx, on PostgreSQL and Redis; stop them on Ctrl-C
	$(TOOLS) cluster

.PHONY: roll
roll:  ## replace the running cluster's programs one after another, with the model as it is now
	$(TOOLS) roll

.PHONY: test
test:  ## set up what is missing and run every test
	$(TOOLS) test

.PHONY: shell
shell:  ## talk to the bot in this terminal; starts what is not running
	$(TOOLS) shell

.PHONY: apply
apply:  ## apply a business file: make apply BUSINESS=FILE [TAKE_KEYS=1]
	$(TOOLS) apply "$(BUSINESS)" $(if $(TAKE_KEYS),--take-keys)

.PHONY: export
export:  ## everything kept of one person, as JSON: make export PERSON=ADDRESS [OPTIONS="--business ID"]
	$(TOOLS) export "$(PERSON)" $(OPTIONS)

.PHONY: erase
erase:  ## erase one person: make erase PERSON=ADDRESS [OPTIONS="--cancel"]
	$(TOOLS) erase "$(PERSON)" $(OPTIONS)

.PHONY: train
train:  ## train the model, unless nothing has changed
	$(TOOLS) train

.PHONY: check
check:  ## formatter, linter, type checkers, conversation data
	$(TOOLS) check

.PHONY: quick
quick:  ## the tests that take seconds
	$(TOOLS) quick

.PHONY: format
format:  ## let the formatter and the linter change what they can
	$(TOOLS) format

.PHONY: bench
bench:  ## every benchmark, each against its yardstick
	$(TOOLS) bench

.PHONY: docs
docs:  ## build the documentation site into var/site, and look at its links
	$(TOOLS) docs

.PHONY: docs-serve
docs-serve:  ## show the documentation site while you write
	$(TOOLS) docs-serve

.PHONY: set-up
set-up:  ## make both environments
	$(TOOLS) set-up

.PHONY: lock
lock:  ## renew the locks in requirements/ from the .in files
	$(TOOLS) lock

.PHONY: clean
clean:  ## remove what was made; bookings and keys under var/ stay
	$(TOOLS) clean
