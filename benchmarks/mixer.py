"""How much faster than real time the mixer is, against the floor: the same lanes, added up by NumPy in equal blocks.

The floor has neither EQ nor fader law, varispeed or limiter; it reads the same files and adds. Both read PCM from the
page cache, and both times hold that. What a hundred lanes do at the head in real time is benchmarks.head's.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import head
from benchmarks.row import Row, against
from benchmarks.timing import side_by_side
from engine.mixing.offline import stream
from engine.pcm.file import frames_of
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope, Parameter
from engine.programme.programme import Programme

RATE = 44_100
MINUTES = 1 / 3
BLOCK = 1024
FRAMES = round(60 * MINUTES * RATE)
#: A bass swap and a filter, moving all the time: what two lanes do within a seam.
EQ: dict[Parameter, Envelope] = {
    "fader": Envelope(((0, 0.2), (FRAMES, 1.0))),
    "low": Envelope(((0, -24.0), (FRAMES, 0.0))),
    "mid": Envelope(((0, -3.0), (FRAMES, 3.0))),
    "high": Envelope(((0, 3.0), (FRAMES, -3.0))),
    "highpass": Envelope(((0, 30.0), (FRAMES, 300.0))),
}


def rows(folder: Path, minutes: float = MINUTES) -> list[Row]:
    """Real-time factors: seconds of sound a second of CPU."""
    lanes = [_lane(folder, number, round(60 * minutes * RATE)) for number in range(16)]
    hundred = [lanes[number % len(lanes)] for number in range(100)]
    cases: tuple[tuple[str, list[Path], dict[Parameter, Envelope], bool], ...] = (
        ("2 lanes with EQ and filter", lanes[:2], EQ, True),
        ("16 plain lanes", lanes, {}, False),
        ("1 lane and the limiter", lanes[:1], {}, True),
        ("100 plain lanes at once", hundred, {}, True),
        ("100 lanes at once, EQ and filter moving", hundred, EQ, True),
    )
    made = [row for what, paths, envelopes, master in cases for row in _compared(what, paths, envelopes, master)]
    for what, paths, envelopes, _ in cases[-2:]:
        made += head.rows(folder, what, _programme(paths, envelopes), RATE)
    return made


def _compared(what: str, paths: list[Path], envelopes: dict[Parameter, Envelope], master: bool) -> list[Row]:
    programme = _programme(paths, envelopes)
    works: dict[str, Callable[[], object]] = {
        "everset": lambda: _drain(programme, master),
        "numpy sum": lambda: _sum(paths),
    }
    factors = {who: programme.end / RATE / seconds for who, seconds in side_by_side(works).items()}
    return against(what, "× real time", factors, "numpy sum")


def _programme(paths: list[Path], envelopes: dict[Parameter, Envelope]) -> Programme:
    return Programme(clips=[_clip(lane, path, envelopes) for lane, path in enumerate(paths)])


def _lane(folder: Path, number: int, frames: int) -> Path:
    path = folder / f"{number}.f32"
    noise = np.random.default_rng(number).standard_normal((frames, 2), np.float32)
    (noise * np.float32(0.05)).tofile(path)
    return path


def _clip(lane: int, path: Path, envelopes: dict[Parameter, Envelope]) -> Clip:
    frames = frames_of(path)
    return Clip(at=0, length=frames, lane=lane, pcm=str(path), map=plain_map(frames, 0), envelopes=envelopes)


def _drain(programme: Programme, master: bool) -> None:
    for _ in stream(programme, 0, programme.end, RATE, master=master, block=BLOCK):
        pass


def _sum(paths: list[Path]) -> None:
    files = [np.memmap(path, np.float32, "r").reshape(-1, 2) for path in paths]
    out = np.empty((BLOCK, 2), np.float32)
    for place in range(0, len(files[0]), BLOCK):
        count = min(BLOCK, len(files[0]) - place)
        out[:count] = 0.0
        for file in files:
            out[:count] += np.float32(0.9) * file[place : place + count]
