"""The command line as it is called: a real process, bounded in time."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    def document(self) -> Any:
        """Standard output as what it must be: one JSON document."""
        return json.loads(self.out)


def everset(
    *words: object, before: tuple[str, ...] = (), timeout: float = 120.0, code: Path = ROOT, **popen: Any
) -> Done:
    """Run ``everset WORDS...`` to its end; ``before``: a program that starts it; ``code``: the folder of what runs."""
    argv = [*before, sys.executable, "-m", "stations.cli", *map(str, words)]
    variables = {**ONE_THREAD, "PYTHONPATH": str(code), **popen.pop("env", {})}
    ended = subprocess.run(
        argv,
        capture_output=True,
        timeout=timeout,
        env=variables,
        check=False,
        cwd=popen.pop("cwd", "/"),
        **popen,
    )
    out, err = ended.stdout.decode(), ended.stderr.decode()
    assert "Traceback" not in err, err
    return Done(ended.returncode, out, err)
