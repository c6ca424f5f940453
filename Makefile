PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help named-pictures setup run test coverage faults check classify app bench viz viz-site mlflow site figures pictures lock clean distclean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

# requirements-run.lock is what `make run` needs, a part of requirements.lock.
LOCKED := packages/kedro-incremental/pyproject.toml pyproject.toml
INSTALL := $(BIN)/uv pip install --no-config --quiet --python $(BIN)/python --no-deps
PROJECT := $(INSTALL) --no-build-isolation -e packages/kedro-incremental -e .

setup: $(BIN)/.installed ## make .venv with all locked dependencies

$(BIN)/.installed: requirements.lock $(LOCKED) | $(BIN)/uv
	$(INSTALL) --require-hashes -r requirements.lock
	$(PROJECT)
	touch $@

# Where everything is installed, so is this.
FOR_RUN := $(or $(wildcard $(BIN)/.installed),$(BIN)/.installed-run)
$(BIN)/.installed-run: requirements-run.lock $(LOCKED) | $(BIN)/uv
	$(INSTALL) --require-hashes -r requirements-run.lock
	$(PROJECT)
	touch $@

$(BIN)/uv:
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; (3, 11) <= v <= (3, 13) or sys.exit(f"Expected Python 3.11 to 3.13. Received {v[0]}.{v[1]}: try make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	sed -n '/^uv==/,/[^\\]$$/p' requirements-run.lock > $(BIN)/uv.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(BIN)/uv.lock

run: $(FOR_RUN) ## the whole study; a second call runs only what has changed
	$(BIN)/kedro run

unexport PICTURES # which would expand what looks like a variable in the name
# A shell may have an ENV of its own.
IN_ENV = $(if $(filter command,$(origin ENV)),--env='$(subst ','\'',$(value ENV))')
GIVEN := '$(subst ','\'',$(value PICTURES))'
named-pictures:
	@test -n $(GIVEN) || { echo 'Expected a folder of pictures. Received none: make classify PICTURES=FOLDER' >&2; exit 2; }
classify: named-pictures $(FOR_RUN) ## answer your own pictures: make classify PICTURES=FOLDER, or with ENV=NAME too
	PICTURES=$(GIVEN) $(BIN)/kedro run --pipelines=inference $(IN_ENV)

app: setup ## drop or photograph pictures in the browser and see the answers; with ENV=NAME too
	$(BIN)/kedro app $(IN_ENV)

# A file's tests share what they run once; the long files come first.
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder
test: setup ## all tests
	$(BIN)/python -m pytest -m '' $(SIDE_BY_SIDE) --durations=20
	cd packages/kedro-incremental && ../../$(BIN)/python -m pytest -m 'not slow' $(SIDE_BY_SIDE)

coverage: setup ## the fast tests, and the lines that none of them reaches
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --cov --cov-report=term

faults: setup ## bad inputs, kills and faults, hostile pictures: tried and counted
	$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) -m 'bad_input or fault or hostile_picture'

check: setup ## formatting, lint, types and the architecture
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## benchmarks against other ways; with PyTorch if it is in .venv
	$(BIN)/python -m benchmarks

viz: setup ## the pipeline graph, for a browser
	@echo "Stages and models: http://127.0.0.1:4141/?types=task (add datasets on the left)"
	$(BIN)/kedro viz run --no-browser

viz-site: setup ## the same graph with previews as a static site in build/
	$(BIN)/kedro viz build --include-previews

site: viz-site ## report, model cards, notebooks and graph as one static site in build/site
	$(BIN)/python docs/static_site.py

mlflow: setup ## the runs that were kept by --env=mlflow, in the browser
	MLFLOW_DISABLE_TELEMETRY=true $(BIN)/mlflow ui --backend-store-uri sqlite:///data/mlflow/mlflow.db --workers 1

figures: setup ## the tables of docs/results.md by the runs that there are, or by TABLES="seeds depth"
	$(BIN)/python docs/measured_pages.py $(TABLES)

pictures: setup ## the README's pictures and its table, and a PNG beside each figure (needs Chromium)
	$(BIN)/python docs/pictures.py

COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-package kedro-incremental --quiet
lock: $(BIN)/uv ## renew requirements.lock and requirements-run.lock
	$(COMPILE) --group dev --extra app --extra cluster --extra export --extra mlflow --extra search \
		--upgrade --output-file requirements.lock
	$(COMPILE) --group setup --constraint requirements.lock --output-file requirements-run.lock

# What the pipelines made, in data and in the folders of other environments there. The shell makes the
# list, as make would split a name at its spaces.
clean: ## remove what the pipelines made, named before you are asked
	@set -- build data/mlflow data/.records data/.run.* data/.valid_parameters data/0[2-8]_*/*; \
	for records in data/*/.records; do \
		folder=$${records%/.records}; \
		set -- "$$@" "$$records" "$$folder"/.run.* "$$folder"/.valid_parameters "$$folder"/0[2-8]_*; \
	done; \
	for path; do shift; [ ! -e "$$path" ] || set -- "$$@" "$$path"; done; \
	[ $$# -gt 0 ] || { echo 'There is nothing to remove.'; exit; }; \
	printf '%s\n' "$$@"; printf 'Remove these? [y/N] '; read -r answer; \
	if [ "$$answer" = y ]; then rm -rf -- "$$@"; else echo 'Nothing was removed.'; fi

distclean: clean ## also remove .venv
	rm -rf .venv
