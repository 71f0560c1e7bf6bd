# demo: see it live. test: run everything. check: the quick loop. proof: the scorecard at full size.
PYTHON ?= python3
BIN := .venv/bin
# The instant of the golden page in site/: the third wave of the newest story.
NOW := 2025-03-10T16:42:00Z

.PHONY: demo test check site docs recording pictures looks bench proof lock clean

demo: .venv/demo
	$(BIN)/python -m tests.demo

# Lighthouse measures how long a page takes, so it has the machine to itself.
test: .venv/dev debian editors clients
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --skips tests/skips.txt -m "not lighthouse" --numprocesses 2 --dist loadfile --durations 40
	$(BIN)/python -m pytest --skips tests/skips.txt -m lighthouse tests/page

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	STATUSGEN_QUICK=1 $(BIN)/python -m pytest -q -x -m "not slow and not browser and not root" --numprocesses 2 --dist loadfile

site: .venv/demo
	$(BIN)/statusgen -q build --now $(NOW)

docs: .venv/dev
	$(BIN)/python -m tests.docs.settings > docs/settings.md
	@mkdir -p docs/schema
	for which in settings incident; do $(BIN)/statusgen -C docs schema $$which > docs/schema/$$which.schema.json; done
	$(BIN)/python -m tests.docs.lint > docs/lint.md
	$(BIN)/python -m tests.docs.languages

recording: .venv/dev
	$(BIN)/python -m tests.docs.recording

pictures: .venv/dev
	$(BIN)/python -m tests.docs.pictures

looks: .venv/dev
	$(BIN)/python -m tests.browser.looks

bench: .venv/dev
	for file in benchmarks/[a-z]*.py; do echo "== $$file" && $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

proof: .venv/dev debian
	STATUSGEN_PROOF=1 $(BIN)/python -m pytest -m proof --proof --numprocesses 2 --dist loadfile

# Both locks are made for every system and Python that we support.
lock: .venv/dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-header \
	  --upgrade pyproject.toml --group build -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-header \
	  --upgrade --constraint requirements.lock pyproject.toml --group build --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-header \
	  --upgrade tests/clients/requirements.in -o tests/clients/requirements.txt

clean:
	rm -rf .venv .demo tests/editors/node_modules tests/rendering/icaljs/node_modules tests/page/node_modules tests/clients/node_modules tests/clients/venv .statusgen .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' || \
	  { echo "statusgen needs Python 3.11.5 or later (say which one: make PYTHON=python3.12)"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/demo: .venv/bin/python pyproject.toml requirements.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/demo requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

# What tests need of Debian: a browser, a tracer that kills a process at a chosen system call, what installs a
# language server, networks and disks of their own, servers and a proxy.
.PHONY: debian
debian:
	@sh tests/debian.sh chromium strace npm ip:iproute2 nft:nftables unshare:util-linux mkfs.ext4:e2fsprogs \
	  mkfs.xfs:xfsprogs ssh-keygen:openssh-client sshd:openssh-server rsync wrk dovecot:dovecot-imapd unbound \
	  nginx:nginx-light tinyproxy prometheus lynx pg_ctlcluster:postgresql java:default-jre-headless \
	  systemd-analyze:systemd

# The language server that editors use, a reader of calendars, and two judges of pages.
.PHONY: editors
editors: debian
	@sh tests/npm.sh

# Clients of Statuspage's API that others wrote.
.PHONY: clients
clients: .venv/bin/python debian
	@sh tests/clients.sh "$(CURDIR)/$(BIN)/python"
