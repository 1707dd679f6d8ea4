"""The Cython extensions and their directives, nothing else."""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

# One variable turns every check back on for a whole build; a directive in a file's header would defeat that.
CHECKED = os.environ.get("EVERSET_CHECKED", "0") == "1"

DIRECTIVES = {
    "language_level": 3,
    "boundscheck": CHECKED,
    "wraparound": False,
    "initializedcheck": CHECKED,
    "nonecheck": CHECKED,
    "cdivision": not CHECKED,
    "overflowcheck": CHECKED,
}

LIBRARIES = {"blocks": ["z"], "reading": ["z"]}  # the ring's checksum: zlib's, as Python's is

# No -ffast-math: it changes denormals for the whole process and the meaning of NaN for the limiter.
# No fused multiply-add: the same samples on every x86-64, so that a journal replays on another machine.
EXTENSIONS = [
    Extension(
        f"ext.{path.stem}",
        [str(path)],
        extra_compile_args=["-O3", "-ffp-contract=off"],
        libraries=LIBRARIES.get(path.stem, []),
    )
    for path in sorted(Path("ext").glob("*.pyx"))
]

# A folder of C for each flavour: cythonize looks at dates alone and would take the other's.
BUILD = "build/cython-checked" if CHECKED else "build/cython"

setup(ext_modules=cythonize(EXTENSIONS, build_dir=BUILD, compiler_directives=DIRECTIVES, annotate=False))
