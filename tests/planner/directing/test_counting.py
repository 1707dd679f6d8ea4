"""Beats as the programme has them; and an hour of a set's sound against who keeps time with it."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.midi.clock.conductor import Conductor
from engine.midi.clock.heard import Heard
from engine.midi.clock.pulse import CLOCK
from engine.midi.clock.pulses import Pulses
from engine.mixing.mixer import Mixer
from engine.programme.beats import Beats
from engine.programme.programme import Programme, Splice
from engine.ring.reader import SECOND
from planner.catalogue.track import Track
from planner.directing.counting import body_beats
from planner.directing.entry import Entry
from planner.directing.hand_over import HandOver, opening
from planner.transitions.plan import plan
from tests.support.tracks import made_track

RATE = 11_025
TEMPI = (124.0, 126.37, 122.81, 125.0, 127.93)
FIRST = (0.0, 0.213, 0.4)
SECONDS = 300.0
CLICK = 40  # frames


def numbers(run: Beats) -> list[int]:
    return [run.number + index for index in range(len(run.frames))]


def test_beats_are_counted_from_the_bar_that_the_track_begins_in() -> None:
    track = made_track("a", bpm=120.0, seconds=100.0, first=0.25)
    entry = Entry(track="a", pcm="a.f32", lane=0, at=50_000, source=20_000, end=130_000)
    (run,) = body_beats(track.analysis, entry, 1_000)
    assert run.frames[:3] == [50_250, 50_750, 51_250]
    assert numbers(run)[:3] == [40, 41, 42]
    assert run.frames[-1] < entry.end
    late = made_track("b", bpm=120.0, seconds=100.0, downbeats=[0.5 + 2 * bar for bar in range(49)])
    (run,) = body_beats(late.analysis, entry, 1_000)
    assert (run.frames[0], run.number % 4) == (50_000, 3)  # one beat before its bar


def test_a_track_without_a_beat_has_none() -> None:
    entry = Entry(track="a", pcm="a.f32", lane=0, at=0, source=0, end=10_000)
    assert body_beats(made_track("a", beats=[], downbeats=[]).analysis, entry, 1_000) == []


def clicks(track: Track) -> NDArray[np.float32]:
    """A click on each of its beats, the downbeat's no other one than the others'."""
    sound = np.zeros((round(track.analysis.duration * RATE), 2), np.float32)
    rise = np.exp(-np.arange(CLICK) / 6.0) * np.cos(2 * np.pi * 0.25 * np.arange(CLICK))
    for beat in track.analysis.beats:
        at = round(beat * RATE)
        part = sound[at : at + CLICK]
        part += 0.3 * rise[: len(part), None].astype(np.float32)
    return sound


def set_of_an_hour(folder: Path) -> Iterator[Splice]:
    """A set of tracks that click, seam after seam on the plain tracks."""
    entry, before = None, None
    for number in range(16):
        bpm = TEMPI[number % len(TEMPI)]
        track = made_track(f"t{number}", bpm=bpm, seconds=SECONDS, first=FIRST[number % len(FIRST)])
        path = folder / f"{number}.f32"
        clicks(track).tofile(path)
        frames = round(SECONDS * RATE)
        if entry is None or before is None:
            entry, splice = opening(track, str(path), frames, 0, target_lufs=-14.0, sample_rate=RATE)
        else:
            transition = plan(before, track, sample_rate=RATE, target_lufs=-14.0, recipe="blend")
            made = HandOver(
                leaving=entry, leaving_track=before, track=track, pcm=str(path), frames=frames, transition=transition,
                at=entry.heard_at(transition.map_from[0][1]),
            )  # fmt: skip
            entry, splice = made.entry, made.splice(None)
        yield splice
        before = track


@pytest.mark.slow
def test_an_hour_of_clock_does_not_drift_against_the_sound(tmp_path: Path) -> None:
    """Its pulses are looked for up to 50 µs late, and a frame is 91 µs."""
    sound, frames = rendered(list(set_of_an_hour(tmp_path)), 3_600 * RATE)
    onsets = heard(sound)
    assert len(onsets) > 0.99 * len(frames) / 24
    place = np.searchsorted(frames, onsets - 0.005 * RATE)
    error = 1e6 * (frames[place] - onsets) / RATE
    assert np.abs(error).max() < 250
    assert set(place % 24) == {0}
    assert abs(np.polyfit(onsets / (3_600 * RATE), error, 1)[0]) < 20  # µs an hour


def rendered(splices: list[Splice], end: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """The set's sound up to frame ``end``, and the frames that are heard when the clock has its pulses."""
    mixer, programme, heard, random = Mixer(RATE), Programme(), Heard(RATE, 7 * SECOND, 12_345_678), Random(3)
    conductor, sound = Conductor(Pulses(), heard), []
    sent: list[float] = []
    now = 0
    conductor.join("drums", lambda data: sent.append(heard.frame(now)) if data == CLOCK else None)
    for change, until in zip(splices, [*(splice.at - RATE for splice in splices[1:]), end], strict=True):
        programme.splice(change, change.at)
        mixer.follow(programme)
        conductor.pulses.follow(programme.beats)
        out = np.empty((min(until, end) - mixer.frame, 2), np.float32)
        mixer.pump(out)
        sound.append(out[:, 0])
        while now < heard.due(min(until, end)):
            now = max(now, conductor.step(now)) + random.randrange(50_000)
        programme.forget(mixer.frame - RATE)
    return np.concatenate(sound), np.array(sent)


def heard(sound: NDArray[np.float32]) -> NDArray[np.int64]:
    """The frames of the clicks."""
    power = np.abs(sound)
    peaks = np.flatnonzero((power[1:-1] > 0.05) & (power[1:-1] >= power[:-2]) & (power[1:-1] > power[2:])) + 1
    return peaks[np.flatnonzero(np.diff(peaks, prepend=-RATE) > 0.3 * RATE)]
