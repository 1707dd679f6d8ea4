"""A drum machine on a real port of JACK's, and an engine whose programme has beats."""

import numpy as np
import pytest

from engine.journal.journal import Journal
from engine.midi.clock.pulse import CLOCK, CONTINUE, START, STOP
from engine.programme.beats import Beats
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Mark, Splice
from engine.ring.reader import SECOND
from tests.support.station import RATE, Station
from tests.support.surface import Surface, plugged
from tests.support.wait import eventually

pytestmark = [pytest.mark.slow, pytest.mark.jack_midi]

ENGINE = {"settled_seconds": 2, "threshold_seconds": 3, "fade_seconds": 2, "lead_seconds": 0}
BEAT = 21_000  # frames: 126 BPM
PULSE = BEAT / 24


def play(everset: Station) -> None:
    """A minute of sound with a beat from its first frame on."""
    clip = Clip(at=0, length=60 * RATE, lane=0, pcm=str(everset.pcm("a", 60)), map=plain_map(60 * RATE, 0), track="a")
    beats = [Beats(frames=list(range(0, 60 * RATE, BEAT)))]
    mark = Mark(at=0, kind="track", track="a")
    Journal(everset.places.journal, RATE).append(Splice(at=0, clips=[clip], marks=[mark], beats=beats))
    everset.start("engine", **ENGINE).up()


def words(surface: Surface) -> list[bytes]:
    """What it was told beside the pulses."""
    return [data for _, data in surface.heard if data != CLOCK]


def test_a_drum_machine_plays_in_time_with_the_set(everset: Station, jack_running: dict[str, str]) -> None:
    play(everset)
    midi = everset.start("midi", enabled=True, api="jack", clock=["drum"], popen={"env": jack_running}).up()
    with plugged("Drum Machine") as drums:
        eventually(lambda: words(drums) and len(drums.heard) > 150, 20)
        told = midi.ask("status")["clock"]
        assert (len(told["followers"]), told["bpm"]) == (1, 126.0)
        midi.stop()
        eventually(lambda: words(drums)[-1] == STOP)
    begun = next(index for index, (_, data) in enumerate(drums.heard) if data in (START, CONTINUE))
    position = words(drums)[0]
    beat = (position[1] | position[2] << 7) // 4 if position[0] == 0xF2 else 0
    assert beat % 4 == 0
    came = np.array([when for when, data in drums.heard[begun:] if data == CLOCK])
    header = everset.reader().ring.header
    heard = (came - int(header["epoch"][0])) * RATE / SECOND  # the frame of each pulse
    due = beat * BEAT + PULSE * np.arange(len(heard))
    assert abs(np.median(heard - due)) < PULSE  # JACK's cycles are longer than a pulse here
    assert np.abs(np.polyfit(np.arange(len(heard)), heard, 1)[0] - PULSE) < 0.02 * PULSE


def test_who_comes_back_is_told_where_the_song_is(everset: Station, jack_running: dict[str, str]) -> None:
    play(everset)
    midi = everset.start("midi", enabled=True, api="jack", clock=["drum"], popen={"env": jack_running}).up()
    with plugged("Drum Machine") as drums:
        eventually(lambda: words(drums), 20)
    eventually(lambda: midi.ask("status")["clock"]["followers"] == [])
    with plugged("Drum Machine") as again:
        eventually(lambda: words(again), 20)
    first, second = words(drums)[0], words(again)[0]
    assert second[0] == 0xF2
    assert (second[1] | second[2] << 7) % 16 == 0
    assert first != second
