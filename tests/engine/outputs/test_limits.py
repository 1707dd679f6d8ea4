"""The limit of open files, in a process of its own."""

import subprocess
import sys

import pytest

CODE = """
import resource, sys
soft, hard, wanted = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
import os
from engine.outputs.limits import connections
if os.geteuid() == 0:
    os.setuid(65534)  # without the right to raise what it may not
print(connections(wanted), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "fit", "raised"), [(256, 4_096, 2_000, 2_000, 2_064), (256, 512, 2_000, 448, 512)]
)
def test_it_is_raised_as_far_as_needed_and_what_can_not_be_is_said(
    soft: int, hard: int, wanted: int, fit: int, raised: int
) -> None:
    command = [sys.executable, "-c", CODE, *map(str, (soft, hard, wanted))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-2:] == [str(fit), str(raised)]
    assert ("outputs.listeners can't be reached" in done.stdout) == (fit < wanted)
