PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help named-pictures setup run test coverage faults check classify app bench viz viz-site mlflow site figures pictures release-network lock clean distclean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

unexport PYTHONDONTWRITEBYTECODE # uv leaves it to the first import to compile a library

# requirements-run.lock is the part of requirements.lock that `make run` needs.
LOCKED := packages/kedro-incremental/pyproject.toml pyproject.toml
INSTALL := $(BIN)/uv pip install --no-config --quiet --python $(BIN)/python --no-deps
PROJECT := $(INSTALL) --no-build-isolation -e packages/kedro-incremental -e .

setup: $(BIN)/.installed ## create .venv with all locked dependencies

$(BIN)/.installed: requirements.lock $(LOCKED) | $(BIN)/uv
	$(INSTALL) --require-hashes -r requirements.lock
	$(PROJECT)
	$(BIN)/python -c 'import fashion_mnist.runtime.app, fashion_mnist.runtime.app_page' # compiles what the app imports
	touch $@

# The full installation includes what a run needs.
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

run: $(FOR_RUN) ## run the whole study; run it again and only what changed is recomputed
	$(BIN)/kedro run

# Exporting PICTURES would expand anything in the name that looks like a variable.
unexport PICTURES
# ENV counts only on make's command line, since a shell may have an ENV of its own.
IN_ENV = $(if $(filter command,$(origin ENV)),--env='$(subst ','\'',$(value ENV))')
GIVEN := '$(subst ','\'',$(value PICTURES))'
named-pictures:
	@test -n $(GIVEN) || { echo 'Expected a folder of pictures. Received none: make classify PICTURES=FOLDER' >&2; exit 2; }
classify: named-pictures $(FOR_RUN) ## classify your own pictures: make classify PICTURES=FOLDER [ENV=NAME]
	PICTURES=$(GIVEN) $(BIN)/kedro run --pipelines=inference $(IN_ENV)

app: setup ## classify files or photographs in the browser: make app [ENV=NAME]
	$(BIN)/kedro app $(IN_ENV)

# The tests of a file share fixtures, so one worker runs them all; the long files come first.
# The plugin's tests often wait for a cluster, so they get more workers than there are cores.
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder
test: setup ## run all tests
	$(BIN)/python -m pytest -m '' $(SIDE_BY_SIDE) --durations=20
	cd packages/kedro-incremental && ../../$(BIN)/python -m pytest -m '' $(SIDE_BY_SIDE) -n 4

coverage: setup ## run the fast tests and list the lines that they do not cover
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --cov --cov-report=term

faults: setup ## run and count the tests with bad inputs, kills, faults and hostile pictures
	$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) -m 'bad_input or fault or hostile_picture'

check: setup ## check formatting, lint, types and the layers of imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## run the benchmarks against other methods; with PyTorch if it is in .venv
	$(BIN)/python -m benchmarks

viz: setup ## serve the pipeline graph for a browser
	@echo "Stages and models: http://127.0.0.1:4141/?types=task (add datasets on the left)"
	$(BIN)/kedro viz run --no-browser

viz-site: setup ## build the same graph, with previews, as a static site in build/
	$(BIN)/kedro viz build --include-previews

site: viz-site ## build one static site of report, model cards, notebooks, graph and a page for own pictures
	$(BIN)/python docs/static_site.py

mlflow: setup ## serve the runs logged with --env=mlflow for a browser
	MLFLOW_DISABLE_TELEMETRY=true $(BIN)/mlflow ui --backend-store-uri sqlite:///data/mlflow/mlflow.db --workers 1

figures: setup ## update the tables of all pages from the last runs, or only TABLES="seeds depth"
	$(BIN)/python docs/measured_pages.py $(TABLES)

pictures: setup ## make the README's pictures and table, and a PNG next to each figure (needs Chromium)
	$(BIN)/python docs/pictures.py

release-network: setup ## train the network in the package again and replace it (needs the photographs)
	$(BIN)/kedro run --pipelines=photographs,robust,release
	cp data/07_model_output/release/network.onnx src/fashion_mnist/pictures/released.onnx

COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-package kedro-incremental --quiet
lock: $(BIN)/uv ## update requirements.lock and requirements-run.lock
	$(COMPILE) --group dev --extra app --extra cluster --extra export --extra mlflow --extra search \
		--upgrade --output-file requirements.lock
	$(COMPILE) --group setup --constraint requirements.lock --output-file requirements-run.lock

# The pipelines write to data and to each environment's folder in it. The shell lists the paths, since
# make would split a name at its spaces.
clean: ## list what the pipelines made, and remove it after a confirmation
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
