"""The limit of open files, in a process of its own."""

import subprocess
import sys

import pytest

CODE = """
import resource, sys
soft, hard, wanted, beside = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
import os
from engine.outputs.limits import connections
if os.geteuid() == 0:
    os.setuid(65534)  # without the right to raise what it may not
print(connections(wanted, beside), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(
    ("limits", "wanted", "beside", "fit", "raised"),
    [
        ((256, 4_096), 2_000, 0, 2_000, 2_064),
        ((256, 512), 2_000, 0, 448, 512),
        ((256, 4_096), 500, 1_500, 500, 2_064),
        ((256, 512), 500, 1_500, 112, 512),
    ],
)
def test_it_is_raised_as_far_as_needed_and_what_can_not_be_is_said(
    limits: tuple[int, int], wanted: int, beside: int, fit: int, raised: int
) -> None:
    command = [sys.executable, "-c", CODE, *map(str, (*limits, wanted, beside))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-2:] == [str(fit), str(raised)]
    assert ("outputs.listeners can't be reached" in done.stdout) == (fit < wanted)
