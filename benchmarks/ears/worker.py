"""One ear in a process of its own: ``python -m benchmarks.ears.worker EAR FILE...``.

A line of JSON a file on standard output, ``{answer, cpu}``, and one for the end, ``{peak}``: the process's largest
resident memory in bytes. The first file is heard twice, as caches and compilers warm up.
"""

import importlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import TextIO

KIBIBYTE = 1024  # ru_maxrss counts in these on Linux


def main(name: str, files: list[str], out: TextIO) -> None:
    """Says what the ear ``name``, a module of ``benchmarks.ears.by``, hears in each file."""
    ear = importlib.import_module(f"benchmarks.ears.by.{name}").ear()
    ear(Path(files[0]))
    for file in files:
        began = time.process_time()
        answer = ear(Path(file))
        print(json.dumps({"answer": answer, "cpu": time.process_time() - began}), file=out, flush=True)
    print(json.dumps({"peak": KIBIBYTE * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}), file=out)


if __name__ == "__main__":
    lines = sys.stdout
    sys.stdout = sys.stderr  # what a peer prints is no answer
    main(sys.argv[1], sys.argv[2:], lines)
