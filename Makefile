# make setup   .venv with the pinned dependencies, and the models that it runs on (the default target)
# make demo    summarize the seed articles; make serve: keep the service up
# make demo-ray  the same through a Ray cluster that it starts and stops; installs Ray, an extra
# make extra EXTRA=ray  what an extra of pyproject.toml adds: parquet, postgres, ray, redis, mcp, otel, names
# make check   lint, formatting, types, layering; make test: all of that and the tests
#              WORKERS=1 where there is one core; WORKERS=0 without processes of their own, to debug
# make test-fast  the tests that are neither slow nor need installed models, without the checks
# make fuzz CASES=10000  so many requests drawn from the OpenAPI document, right and wrong ones
# make train DATA=folder  the same-fact model, trained anew on data of your own (models/same_fact_minilm/README.md)
# make page    the review page, built anew from web/ into service/api/page (needs Node 20.19 or newer; users need none)
# make pictures  README's pictures of the page, taken anew in Chromium (docs/pictures)
# make bench   the benchmarks; make clean: remove what was built
# make licences  docs/licences.md, on what terms all that is locked may be used; make sbom: all of it in dist/sbom.cdx.json (CycloneDX, validated)
# make audit   known vulnerabilities of what is locked, as PyPI knows them; AUDIT=osv asks osv.dev
# make lock    write constraints.txt anew from .venv, then the hashes in requirements/ and docs/licences.md; make hashes: these alone
#
# PYTHON           the interpreter that .venv is made with, 3.11 or newer
# TORCH_INDEX_URL  the index that the small build of torch is taken from, for processors alone
# CUDA=1           torch as pip's own index has it, on Linux with gigabytes of libraries for GPUs that Chorus does not use

PYTHON ?= python3
TORCH_INDEX_URL ?= https://download.pytorch.org/whl/cpu
CUDA ?=

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := setup
.PHONY: setup dev checkpoint entailment rewriter demo demo-ray serve extra check test test-fast fuzz web browser database cache-server page pictures train bench licences sbom audit lock hashes clean

EXTRAS := parquet postgres ray redis mcp otel names
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check
# Everything but torch, whose builds differ from machine to machine: only files whose hashes are known.
# The locked list is whole, so nothing is resolved: of a package asked for with an extra, pip would look for a newer one than is locked.
LOCKED := $(INSTALL) --no-deps --require-hashes --requirement

# Stamps: a target is made again only when what it was made from has changed.
CREATED := $(VENV)/.created
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
NODE_MODULES := web/node_modules/.package-lock.json
# Names the folder of the checkpoint; one stamp for each models folder and encoder that the environment may name.
CHECKPOINT := $(VENV)/.checkpoint$(subst /,_,$(CHORUS_MODELS_DIR).$(CHORUS_ENCODER))
ENTAILMENT := $(VENV)/.entailment$(subst /,_,$(CHORUS_MODELS_DIR))
REWRITER := $(VENV)/.rewriter$(subst /,_,$(CHORUS_MODELS_DIR))

setup: $(RUNTIME) checkpoint entailment rewriter

dev: $(DEV)

$(CREATED):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || \
		{ echo "$(PYTHON) cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

# Where the index of the small build cannot be reached, or has none for this machine, pip's own one is asked.
$(RUNTIME): $(CREATED) pyproject.toml constraints.txt requirements/runtime.txt
	$(LOCKED) requirements/runtime.txt
ifeq ($(CUDA),)
	@echo 'installing torch for processors from $(TORCH_INDEX_URL)'
	@$(INSTALL) --constraint constraints.txt --no-deps --retries 0 --timeout 15 --index-url $(TORCH_INDEX_URL) torch || \
		echo 'it cannot be had there; taking the build that pip finds elsewhere' >&2
endif
	$(INSTALL) --constraint constraints.txt torch
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUNTIME) requirements/dev.txt
	$(LOCKED) requirements/dev.txt
	@touch $@

checkpoint: $(RUNTIME)
	@if ! test -f "$$(cat $(CHECKPOINT) 2> /dev/null)/config.json"; then \
		$(BIN)/chorus models install > $(CHECKPOINT); \
		cat $(CHECKPOINT); \
		sed -i.bak 's/.* is installed in //' $(CHECKPOINT); \
	fi

entailment: $(RUNTIME)
	@if ! test -f "$$(cat $(ENTAILMENT) 2> /dev/null)/config.json"; then \
		$(BIN)/chorus models install all-mpnet-base-v2 > $(ENTAILMENT); \
		cat $(ENTAILMENT); \
		sed -i.bak 's/.* is installed in //' $(ENTAILMENT); \
	fi

rewriter: $(RUNTIME)
	@if ! test -f "$$(cat $(REWRITER) 2> /dev/null)/config.json"; then \
		$(BIN)/chorus models install smollm2-135m-instruct > $(REWRITER); \
		cat $(REWRITER); \
		sed -i.bak 's/.* is installed in //' $(REWRITER); \
	fi

demo: setup
	@$(BIN)/chorus demo seeds/articles.jsonl

# What an extra adds, beside what is locked, which stays as it is; Chorus itself stays where it is, too.
extra: setup
	@case " $(EXTRAS) " in *" $(EXTRA) "*) ;; *) echo 'name one with: make extra EXTRA=name; there are: $(EXTRAS)' >&2; exit 2 ;; esac
	$(INSTALL) --constraint constraints.txt --editable '.[$(EXTRA)]'

RAY_DEMO := $(VENV)/ray-demo
demo-ray: setup
	$(INSTALL) --constraint constraints.txt "ray[serve]>=2.60"
	@mkdir -p $(RAY_DEMO) && rm -f $(RAY_DEMO)/*
	@printf '{"id": "seeds", "articles": [%s]}\n' "$$(paste -sd, seeds/articles.jsonl)" > $(RAY_DEMO)/requests.jsonl
	@$(BIN)/chorus batch $(RAY_DEMO)/requests.jsonl $(RAY_DEMO)/answers.jsonl --engine ray
	@$(BIN)/python -c 'import json, sys; print(json.loads(sys.stdin.readline())["answer"]["summary"])' < $(RAY_DEMO)/answers.jsonl

serve: setup
	@exec $(BIN)/chorus serve

check: dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the page is built and tested with. Without npm it is tested as it was built, and its components are not.
web:
	@if command -v npm > /dev/null; then $(MAKE) --no-print-directory $(NODE_MODULES); else \
		echo 'NO npm: the components of the review page are not tested' >&2; fi

# The browser that the page is tested in (benchmarks/page.py looks for the same ones): found, else installed where nobody need
# be asked, which is as root on Debian.
BROWSERS := $(CHORUS_CHROMIUM) chromium chromium-browser google-chrome google-chrome-stable
browser:
	@for name in $(BROWSERS); do if command -v "$$name" > /dev/null; then exit 0; fi; done; \
	if test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get update --quiet=2 && \
		apt-get install --yes --quiet=2 --no-install-recommends chromium; then exit 0; fi; \
	echo 'NO CHROMIUM: the review page is not tested in a browser; on Debian: apt-get install chromium' >&2

# The server that jobs in a database are tested with (tests/postgres.py looks for the same ones), found or installed likewise.
# Tests start one of their own, in a folder of their own.
database:
	@for name in initdb /usr/lib/postgresql/*/bin/initdb /opt/homebrew/opt/postgresql*/bin/initdb /usr/local/opt/postgresql*/bin/initdb; do \
		if command -v "$$name" > /dev/null; then exit 0; fi; done; \
	if test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get update --quiet=2 && \
		apt-get install --yes --quiet=2 --no-install-recommends postgresql; then exit 0; fi; \
	echo 'NO POSTGRESQL: jobs in a database are not tested; on Debian: apt-get install postgresql' >&2

# The server that caches are shared in (tests/redis_server.py), likewise.
cache-server:
	@if command -v redis-server > /dev/null; then exit 0; fi; \
	if test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get update --quiet=2 && \
		apt-get install --yes --quiet=2 --no-install-recommends redis-server; then exit 0; fi; \
	echo 'NO REDIS: caches in Redis are not tested; on Debian: apt-get install redis-server' >&2

$(NODE_MODULES): web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

page: dev $(NODE_MODULES)
	$(BIN)/python web/tools/write_openapi.py web/openapi.json
	$(BIN)/python web/tools/write_examples.py
	cd web && npm run types && npm run check && npm test && npm run build
	$(BIN)/python web/tools/fingerprint.py --write

pictures: dev checkpoint entailment browser
	PYTHONPATH=. $(BIN)/python web/tools/take_pictures.py docs/pictures

# Two processes share the files of tests (tests/scheduling.py), each with one thread for its models.
WORKERS ?= 2
test: check checkpoint entailment rewriter web browser database cache-server
	OMP_NUM_THREADS=1 $(BIN)/pytest --cov --durations=20 --numprocesses $(WORKERS) --no-loadscope-reorder

test-fast: dev
	OMP_NUM_THREADS=1 $(BIN)/pytest -m 'not slow and not models' --durations=5 --numprocesses $(WORKERS) --no-loadscope-reorder

CASES ?= 10000
fuzz: dev
	$(BIN)/pytest tests/api/test_contract.py --cases $(CASES) --durations=6 --capture=no

# Replaces the weights that ship: `git checkout models/same_fact_minilm` brings them back.
train: dev checkpoint
	@test -n "$(DATA)" || { echo 'name the folder of your data: make train DATA=folder' >&2; exit 1; }
	$(BIN)/chorus models install all-mpnet-base-v2
	CHORUS_EVAL=$(DATA) $(BIN)/python -m models.training --output models/same_fact_minilm \
		--models-dir "$${CHORUS_MODELS_DIR:-$${XDG_CACHE_HOME:-$$HOME/.cache}/chorus/models}" \
		$(if $(LICENCE),--licence '$(LICENCE)') --learned-from '$(or $(LEARNED_FROM),$(DATA))'

bench: dev checkpoint entailment rewriter
	$(BIN)/python -m benchmarks

licences: dev
	PYTHONPATH=. $(BIN)/python deploy/licences.py

# Tools that read what is installed and are no part of it, each in an environment of its own, which uv makes and keeps.
TOOL := $(BIN)/uv tool run --from
sbom: dev
	@mkdir -p dist
	$(TOOL) cyclonedx-bom==7.5.0 --with 'cyclonedx-python-lib[json-validation]' \
		cyclonedx-py environment $(VENV) --validate --pyproject pyproject.toml --output-file dist/sbom.cdx.json

AUDIT ?= pypi
audit: dev
	@$(TOOL) pip-audit==2.10.1 pip-audit --strict --disable-pip --require-hashes --vulnerability-service $(AUDIT) \
		--requirement requirements/runtime.txt || \
		{ echo 'NOT AUDITED, or something was found: see above' >&2; exit 1; }

# Freezes what .venv holds: upgrade there first. A build label such as +cpu belongs to one machine and is left out.
lock: dev
	@{ echo '# Exact versions of everything that Chorus runs on and is developed with. Written by: make lock'; \
		$(BIN)/python -m pip freeze --exclude-editable | sed '/^#/d; / @ /d; /^nvidia-/d; /^cuda-/d; /^triton/d; s/+[a-z0-9.]*$$//'; } > constraints.new
	@mv constraints.new constraints.txt
	@$(MAKE) --no-print-directory hashes
	@touch $(RUNTIME) $(DEV)

# The hashes of every file of those versions, for every system and Python that Chorus runs on.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --constraint constraints.txt \
	--no-emit-package torch --no-annotate --no-header --group build pyproject.toml
hashes:
	$(COMPILE) --extra dev --output-file requirements/dev.txt
	$(COMPILE) --constraint requirements/dev.txt --output-file requirements/runtime.txt
	PYTHONPATH=. $(BIN)/python deploy/licences.py

clean:
	rm -rf $(VENV) web/node_modules build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
