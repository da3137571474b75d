# make annex [QUARTER=2024Q1] · make preview · make test · make lab · make check · make cluster · make lock
QUARTER ?= 2024Q1
PYTHON ?= python3
UV ?= uv
PORT ?= 8786

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: annex preview check test lab cluster pictures faces lock clean
.DELETE_ON_ERROR:

annex: $(READY)
	$(BIN)/cchc build $(QUARTER)

# the annex in a browser on this machine, following every file that is saved; Ctrl-C ends it
preview: $(READY)
	$(BIN)/cchc preview $(QUARTER)

check: $(READY)
	$(BIN)/cchc check $(QUARTER)

# a process for each core, which takes from another's when it has no more tests: those of a file
# mostly stay together, and so does what they share
test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/python -m pytest --numprocesses logical --maxprocesses 8 --dist worksteal

# what JupyterLab writes of its own into a notebook's metadata
OF_LAB := codemirror_mode file_extension mimetype nbconvert_exporter pygments_lexer version
KEEP_OUT := $(foreach name,$(OF_LAB),metadata.language_info.$(name))

# the file browser shows the whole project, so that data can be opened beside the notebooks; what
# a saved notebook printed stays out of git (.gitattributes)
lab: $(READY)
	@! git rev-parse --git-dir >/dev/null 2>&1 || \
	  git config filter.notebook.clean '"$(CURDIR)/$(BIN)/nbstripout" --keep-id --extra-keys "$(KEEP_OUT)"'
	@[ "$$(id -u)" != 0 ] || echo "running as root: JupyterLab is started with --allow-root" >&2
	$(BIN)/jupyter lab $$([ "$$(id -u)" != 0 ] || echo --allow-root) --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks $(LABFLAGS)

# a cluster on this machine, to try: cchc batch --scheduler tcp://127.0.0.1:8786 …; Ctrl-C ends it.
# Nobody is asked who they are: whoever reaches a port runs code, so that all of them listen here alone
cluster: $(READY)
	@$(BIN)/dask scheduler --host 127.0.0.1 --port $(PORT) --dashboard-address 127.0.0.1:0 & pid=$$!; \
	trap "kill $$pid" EXIT; DASK_DISTRIBUTED__WORKER__DAEMON=False $(BIN)/dask worker tcp://127.0.0.1:$(PORT) \
	  --host 127.0.0.1 --dashboard-address 127.0.0.1:0 --nworkers -1 --nthreads 1

# the pictures of README, from the official edition
pictures: $(READY)
	$(BIN)/cchc build $(QUARTER) --edition both
	docs/pictures.sh outputs/$(QUARTER)

# the faces of the page, cut down to the letters of Vietnamese, and what each letter is wide
faces: $(READY)
	$(BIN)/python -m cchc.annex.face_cuts
	cd lib/cchc/annex/fonts && sha256sum *.ttf *.woff2 measures.json > SHA256SUMS

# set-up, done again only when what is installed changes
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "cchc needs Python 3.11 or newer, and $(PYTHON) is not; name one: make annex PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# newest versions that pyproject.toml allows, for every platform, with hashes; needs uv (pip install uv)
lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv, or UV=path/to/uv" >&2; exit 2; }
	$(UV) pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --upgrade --quiet -o requirements.lock

clean:
	rm -rf $(VENV) build lib/*.egg-info .pytest_cache .ruff_cache
