# Each target sets up what it needs, is safe to repeat, and is quick when nothing is to be done.
SHELL := /bin/bash
.DELETE_ON_ERROR:
PYTHON ?= python3
PY := .venv/bin/python
APT := $(if $(filter 0,$(shell id -u)),,sudo) env DEBIAN_FRONTEND=noninteractive apt-get
PORT ?= 8000
EVERSET_MUSIC ?= ../shared/music
export EVERSET_MUSIC
# One thread a numerical library: the parallelism is in processes, and the sound has the right of way.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: setup run demo test test-fast test-checked lint bench chaos bench-tools clean system-packages dev-packages test-tools

setup: .venv/ready .venv/built

# $(call packages,COMMAND,PACKAGES): install Debian packages when a command is missing.
define packages
	@command -v $(1) >/dev/null || { $(APT) update -q && $(APT) install -q -y --no-install-recommends $(2); }
endef

system-packages:
	$(call packages,rubberband,rubberband-cli)
	$(call packages,gcc,build-essential)
	@/sbin/ldconfig -p | grep -q libmp3lame || { $(APT) update -q && $(APT) install -q -y libmp3lame0; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(APT) update -q && $(APT) install -q -y python3-venv; }
	@$(PYTHON) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_paths()["include"], "Python.h").stat()' \
	  2>/dev/null || { $(APT) update -q && $(APT) install -q -y python3-dev; }
	@echo '#include <zlib.h>' | gcc -E -x c - >/dev/null 2>&1 \
	  || { $(APT) update -q && $(APT) install -q -y zlib1g-dev; }

# What tests measure with: a real browser, real servers, a meter that is not ours, and a witness of system calls.
test-tools:
	$(call packages,chromium,chromium)
	$(call packages,liquidsoap,liquidsoap)
	$(call packages,icecast2,icecast2)
	$(call packages,jackd,jackd2)
	$(call packages,ip,iproute2)
	$(call packages,ffmpeg,ffmpeg)
	$(call packages,strace,strace)

.venv/ready: pyproject.toml | system-packages
	test -x $(PY) || $(PYTHON) -m venv .venv
	.venv/bin/pip install -q --upgrade pip "setuptools>=75" wheel "Cython>=3.1,<4"
	.venv/bin/pip install -q --no-build-isolation -e .
	touch $@

# What the extras are built from: PyAudio has no wheel.
dev-packages:
	@test -e /usr/include/portaudio.h || { $(APT) update -q && $(APT) install -q -y --no-install-recommends portaudio19-dev; }

.venv/dev: .venv/ready | dev-packages
	.venv/bin/pip install -q --no-build-isolation -e '.[dev]'
	touch $@

# An editable install does not rebuild an edited .pyx.
.venv/built: .venv/ready setup.py $(wildcard ext/*.pyx ext/*.pxd)
	$(PY) setup.py -q build_ext --inplace
	touch $@

run: setup
	@test -n "$(MUSIC)" || { echo "Say where the music is: make run MUSIC=/path/to/folder (or: make demo)"; exit 2; }
	.venv/bin/everset run --music "$(MUSIC)" --port $(PORT)

demo: setup
	.venv/bin/everset demo --port $(PORT)

# Two at once, a file each: they wait for real processes most of their time. Controllers on JACK's dummy server come
# behind them, one after the other: on a busy machine its MIDI loses messages.
test: setup .venv/dev test-tools
	$(PY) -m pytest -n 2 --dist loadfile -m "not jack_midi"
	$(PY) -m pytest -m jack_midi

test-fast: setup .venv/dev
	$(PY) -m pytest -m "not slow and not browser"

# The kernels with every check turned on, built in a copy, so that they never stand in for those that play.
CHECKED := build/checked
test-checked: setup .venv/dev test-tools
	rm -rf $(CHECKED) && mkdir -p $(CHECKED)
	git ls-files -z | xargs -0 cp --parents -t $(CHECKED)
	cd $(CHECKED) && EVERSET_CHECKED=1 $(CURDIR)/$(PY) setup.py -q build_ext --inplace
	cd $(CHECKED) && PYTHONPATH=$(CURDIR)/$(CHECKED) $(CURDIR)/$(PY) -m pytest -m "not slow" tests/ext tests/engine

lint: setup .venv/dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

.venv/bench: .venv/ready | dev-packages
	.venv/bin/pip install -q --no-build-isolation -e '.[bench]'
	touch $@

# The peers that benchmarks measure against; their daemons are not started.
bench-tools:
	$(call packages,ffmpeg,ffmpeg)
	$(call packages,icecast2,icecast2)
	$(call packages,jackd,jackd2)
	$(call packages,liquidsoap,liquidsoap)

bench: setup .venv/bench bench-tools
	.venv/bin/everset bench $(NAME)

SEED ?= 7
FAULTS ?= 200

# gcc, which system-packages brings, builds the wall clock that a fault may set.
chaos: setup
	$(PY) -m benchmarks.chaos --seed $(SEED) --faults $(FAULTS)

clean:
	rm -rf build .venv *.egg-info ext/*.so
