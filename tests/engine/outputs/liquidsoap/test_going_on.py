"""Outputs that are started again while Liquidsoap plays what it has in hand, which is more than that takes on any
machine: it never notices. None of the programme is missing, and none of it is played twice."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.support.feeding import OUTPUTS, Ear, facts, holes, on_air, play, reaches
from tests.support.liquidsoap import Liquidsoap, liquidsoap
from tests.support.station import Station

DEEP = 6.0  # seconds in hand


@pytest.fixture
def radio() -> Iterator[Liquidsoap]:
    with liquidsoap(replaced={"buffer = 1. ": f"buffer = {DEEP} ", "max=10.": "max=20."}) as running:
        yield running


@pytest.mark.slow
def test_outputs_that_are_killed_go_on_at_the_very_frame(everset: Station, radio: Liquidsoap) -> None:
    play(everset)
    ear = Ear(radio, everset)
    before = on_air(everset, radio, buffer_seconds=DEEP)
    ear.heard(0.5)
    before.kill()
    after = everset.start("outputs", **OUTPUTS, liquidsoap=[radio.place(buffer_seconds=DEEP)]).up()
    reaches(after, "on air")
    assert holes(ear.heard(DEEP + 3).frames()) == []
    assert facts(after)["left_out_frames"] == 0


@pytest.mark.slow
def test_a_process_that_takes_over_goes_on_at_the_very_frame(everset: Station, radio: Liquidsoap) -> None:
    play(everset)
    ear = Ear(radio, everset)
    before = on_air(everset, radio, buffer_seconds=DEEP)
    ear.heard(0.5)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    settings = {**OUTPUTS, "liquidsoap": [radio.place(buffer_seconds=DEEP)]}
    after = everset.start("outputs", "--stand-by", "2", popen=pipes, **settings)
    with after.popen.stdin as word, after.popen.stdout as said:
        assert b"ready" in said.readline()
        word.write(b"go\n")
        word.flush()
        assert b"on air" in said.readline()
    assert before.popen.wait(10) == 0
    reaches(after, "on air")
    assert holes(ear.heard(DEEP + 3).frames()) == []
    assert facts(after)["left_out_frames"] == 0
