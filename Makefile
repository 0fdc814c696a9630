# make up     start Lectern (PORT=8000 HOST=127.0.0.1 LECTERN_DATA=.data)
# make test   run all tests: JavaScript's, then Python's in four processes (WORKERS=0: in this one;
#             ARGS="-k clip": some of them)
# make chaos  break everything at random for a minute (SECONDS=60 SEED=…), then count what was lost or billed twice
# make cluster  run two web hosts, two hosts of workers, a database with its replica and an object store as
#             network namespaces, and break them (Linux, root; ARGS="--only random --faults 100 --seed 1")
# make load   let 200 clients of 20 workspaces in for two minutes, slow and hostile ones beside them: bench/figures/load.json
#             (ARGS="--clients 40 --seconds 30": fewer, for a shorter time)
# make alerts test that each alert fires when it should and only then (needs promtool, which comes with Prometheus)
# make scale    ten workspaces and a thousand: making, starting, migrating, asking: bench/figures/scale.json
#             (ARGS="--tenants 200 --migrated 50": fewer)
# make bench-screening  measure which clips screening refuses (SOURCES='dir …': your own sounds too;
#             BEFORE=file: by earlier thresholds, too)

# make clients  try clients that others wrote (openai, litellm, pipecat …) against a running Lectern: docs/clients.md
#             (downloads 0.5 GB once; ARGS="--only openai": some of them)
# make hostile  read all 500 damaged and hostile recordings and 300 documents (make test uses every eighth)
# make image-steps  build the container image by the Dockerfile's own steps, without a registry of images, and run its
#             roles (Debian with root, debootstrap, podman and runc; ARGS="--no-build": the last image)
# make screenshots  write a picture of every page, in both sizes, languages and themes, with an index
#             (SHOTS=.cache/screenshots; ARGS="--only tone": the pages with that in their address)
# make size  measure a job of 10 hours, an upload of 2 GB and 10,000 lessons in one workspace: bench/figures/size.json
# make lint   formatting, lint, types, import rules of Python; new migrations only expand; formatting and lint of JavaScript
# make format  format Python and JavaScript
# make bench  measure the queue and the path of a request: bench/figures/results.json
# make bench-voices  measure how much fitted voices resemble people (SPEAKERS="a.wav b.mp3"; PEOPLE=folder with
#             the clips that bench/voices/people.toml lists; KEEP=folder: go on where a run was cut off;
#             BEFORE=file: an earlier voices.json to stand beside it): bench/figures/voices.json
# make bench-watermark  measure what the watermark costs, how it sounds, what it survives, where it is mistaken (PEOPLE="dir …"
#             OTHERS="dir …": recordings of people, and other synthesisers' speech): bench/figures/watermark.json
# make bench-peers  measure Lectern beside another server of the same model: bench/figures/peers.json
# make bench-glm  measure GLM-TTS at a middle size, with random weights: bench/figures/glm.json
# make lock   update the pins of pyproject.toml's packages: uv.lock and the files exported from it
# make clean  delete what can be rebuilt; never your data

# Container images often forbid bytecode. Without it each of our processes compiles Django and PyTorch
# again: twice the time to start.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
RUN := .venv/bin/python
JAVASCRIPT := PYTHONPATH=platform $(RUN) -m runtime.javascript

.PHONY: up test thorough alerts chaos clients cluster hostile image-steps load scale size screenshots bench bench-screening bench-voices bench-watermark bench-peers bench-glm lint format lock clean venv venv-dev

.NOTPARALLEL:

up: venv
	@exec $(RUN) manage.py up

# Two more than the processors of a small machine: tests wait for much of their time.
WORKERS ?= 4

# JavaScript's run beside the start of Python's, which is one process for half a minute.
test: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m tests.chromium
	@mkdir -p .cache; $(JAVASCRIPT) test >.cache/javascript-tests.log 2>&1 & javascript=$$!; \
	  $(RUN) -m pytest -n $(WORKERS) --dist loadfile $(ARGS); python=$$?; \
	  wait $$javascript; javascript=$$?; \
	  if [ $$javascript = 0 ]; then tail -n 8 .cache/javascript-tests.log; else cat .cache/javascript-tests.log; fi; \
	  exit $$((python | javascript))

# Tests of properties with many more examples.
thorough: venv-dev
	@$(RUN) manage.py prepare
	@LECTERN_THOROUGH=1 $(RUN) -m pytest -n $(WORKERS) --dist loadfile $$(grep -rl --include=*.py "thoroughness import" tests) $(ARGS)

PROMTOOL ?= promtool

alerts:
	@command -v $(PROMTOOL) >/dev/null || { \
	  echo "There is no '$(PROMTOOL)'. It comes with Prometheus (Debian: prometheus): make alerts PROMTOOL=/path/to/promtool" >&2; \
	  exit 1; }
	@$(PROMTOOL) check rules deploy/observability/alerts.yml
	@cd deploy/observability && $(PROMTOOL) test rules alerts_test.yml

SECONDS ?= 60

chaos: venv-dev
	@$(RUN) -m tests.faults.at_random --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

cluster: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m tests.cluster $(ARGS)

clients: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m tests.clients $(ARGS)

hostile: venv-dev
	@LECTERN_HOSTILE_EVERY=1 $(RUN) -m pytest tests/voices/decode/test_hostile_files.py \
		tests/lessons/files/test_hostile_documents.py $(ARGS)

image-steps: venv-dev
	@$(RUN) -m tests.image $(ARGS)

load: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m bench.load $(ARGS)

scale: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m bench.scale $(ARGS)

SHOTS ?= .cache/screenshots

screenshots: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m tests.chromium
	@$(RUN) -m tests.live.pages.screenshots $(SHOTS) $(ARGS)

bench: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m bench

bench-screening: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m bench.screening $(if $(SOURCES),--sources $(SOURCES)) $(if $(WHOLE),--whole $(WHOLE)) \
		$(if $(CLIPS),--clips $(CLIPS)) $(if $(MEASURES),--measures $(MEASURES)) \
		$(if $(BEFORE),--before $(BEFORE)) $(if $(SCALE),--scale $(SCALE)) $(if $(JOBS),--jobs $(JOBS)) $(ARGS)

LECTERN_MODELS ?= $(or $(LECTERN_DATA),.data)/models
SPEAKERS ?= $(wildcard tests/recordings/libri_* tests/recordings/vctk_*)
WHISPER ?= $(wildcard $(LECTERN_MODELS)/whisper)

bench-voices: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m bench.voices $(LECTERN_MODELS) $(SPEAKERS) $(if $(PEOPLE),--people $(PEOPLE)) \
		$(if $(WHISPER),--whisper $(WHISPER)) $(if $(KEEP),--keep $(KEEP)) $(if $(BEFORE),--before $(BEFORE))

bench-watermark: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m bench.watermark $(LECTERN_MODELS) $(if $(PEOPLE),--people $(PEOPLE)) $(if $(OTHERS),--others $(OTHERS))

bench-peers: venv-dev
	@$(RUN) -m bench.peers $(ARGS)

bench-glm: venv-dev
	@$(RUN) -m bench.glm

size: venv-dev
	@$(RUN) manage.py prepare
	@$(RUN) -m bench.size $(ARGS)

lint: venv-dev
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@$(RUN) -m mypy
	@PYTHONPATH=platform .venv/bin/lint-imports
	@$(RUN) -m tests.upgrades.expand_only
	@$(JAVASCRIPT) lint

format: venv-dev
	@.venv/bin/ruff format .
	@$(JAVASCRIPT) format

lock: venv-dev
	@$(RUN) tools/export_pins.py

venv venv-dev: have-python
	@$(PYTHON) tools/make_venv.py $(if $(filter venv-dev,$@),--dev)

.PHONY: have-python
have-python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no '$(PYTHON)'. Install Python 3.11, 3.12 or 3.13, or name yours: make PYTHON=/path/to/python3.12" >&2; \
	  exit 1; }

clean:
	rm -rf .venv node_modules build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -not -path './.data/*' -prune -exec rm -rf {} +
	rm -f locale/*/LC_MESSAGES/*.mo
