# Everything starts here: `make run` and `make test` need Python 3.11+, pip and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Nothing is downloaded at run time; tests prove it by forbidding it.
export HF_HUB_OFFLINE = 1
export TOKENIZERS_PARALLELISM = false
# The theme advertises another generator on every build.
export NO_MKDOCS_2_WARNING = 1

.PHONY: run review test lint docs soak bench gate clean
.DEFAULT_GOAL := run

run: $(VENV)/.installed  ## mine the example forum and say where the report lies
	@$(BIN)/kbminer run examples/forum --out out

review: $(VENV)/.reviewed  ## the editor's desk on what `make run` found
	@test -f out/kbminer.db || $(MAKE) --no-print-directory run
	@$(BIN)/kbminer review --store sqlite:///out/kbminer.db

test: lint  ## lint, types and every test but the long campaigns
	$(BIN)/python -m pytest -m "not soak" -n auto --dist loadfile

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.tested  ## the documentation site, in build/site; a broken link or name ends it
	$(BIN)/mkdocs build --quiet

soak: $(VENV)/.tested  ## the long campaigns: fuzzing, kills, large runs
	$(BIN)/python -m pytest -m soak

# Those that need a forum take the example and its store; figures of a size come from a forum of your own.
BENCHED := $(filter-out benchmarks/large.py benchmarks/lost_breaks.py benchmarks/nights.py,$(wildcard benchmarks/*.py))
bench: $(VENV)/.benched run  ## threads, seconds and memory by stage, and ratios with peers
	@for file in $(BENCHED); do echo "== $$file"; $(BIN)/python $$file || exit 1; done
	$(BIN)/python benchmarks/large.py sqlite:///out/kbminer.db --sizes 1000 4000
	$(BIN)/python benchmarks/lost_breaks.py sqlite:///out/kbminer.db
	$(BIN)/python benchmarks/nights.py examples/forum --nights 6

gate: $(VENV)/.gated  ## the quality gate: pinned floors, where the reference data is present
	$(BIN)/python -m tests.quality_gate

# Torch comes first and pinned: whatever asks for plain torch later finds it there.
$(VENV)/.installed: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.reviewed: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[review]"
	@touch $@

$(VENV)/.benched: $(VENV)/.tested
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[bench]"
	@touch $@

# The French sets are read by the multilingual model.
$(VENV)/.gated: $(VENV)/.tested
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[multilingual]"
	@touch $@

$(VENV)/.tested: $(VENV)/.installed build/node/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

# What reads exports as Docusaurus does. Without npm, or the network, the tests that need it skip and say so.
build/node/.installed: tests/sites/package.json
	@mkdir -p $(@D)
	@cp $< $(@D)/
	@cd $(@D) && (npm install --silent --no-package-lock --no-audit --no-fund >/dev/null 2>&1 || true)
	@touch $@

clean:  ## forget what was built; the virtual environment stays
	rm -rf out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
