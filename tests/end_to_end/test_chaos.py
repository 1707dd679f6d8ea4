"""A short run of faults against a real station: nothing is heard of them, and nothing is lost."""

from pathlib import Path

import pytest

from benchmarks.chaos import report
from benchmarks.chaos.music import make_music
from benchmarks.chaos.outcome import Outcome
from benchmarks.chaos.run import run

pytestmark = pytest.mark.slow

FAULTS = [
    "kill engine", "kill outputs", "stop engine", "clock stepped in all", "ring block corrupted", "kill supervisor",
    "sockets deleted",
]  # fmt: skip


def test_nothing_is_heard_and_nothing_is_lost(tmp_path: Path) -> None:
    told: list[Outcome] = []
    music = make_music(tmp_path / "music", count=2)

    def tell(outcome: Outcome) -> bool:
        told.append(outcome)
        return True

    recording, verdict = run(tmp_path / "run", music, FAULTS, 3, tell)
    report.show(recording, verdict)
    assert [one.kind for one in told if not one.tried] == []
    assert [one.unwell for one in told if one.unwell] == []
    assert verdict.gaps == []
    assert verdict.repeated == 0
    assert recording.lost_votes == []
    assert recording.playlog_faults == []
    assert recording.left == {}
    assert recording.traces == []
    assert any(vote.acknowledged for vote in recording.votes)
