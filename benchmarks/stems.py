"""How well tracks are split into stems, where true stems are known: Everset's splitter without weights against the mix
as it is and, for the drums, librosa's.

The pieces are others' (EVERSET_MUSIC names their folder). SI-SDR: Le Roux and others, "SDR – half-baked or well done?"
(ICASSP 2019). Demucs' quality is its weights', which are not here; its speed is not: where torch is installed it is
measured with random ones of the full size.
"""

import resource
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import librosa
import numpy as np
import soundfile
from msgspec import Struct

from benchmarks.ears.pieces import TruePiece, music_folder, pieces_in
from benchmarks.row import Row, against
from planner.stems.dsp.splitter import DspSplitter
from planner.stems.stems import STEMS, Pcm, Stems

RATE = 44_100
EVERSET, MIX, LIBROSA = "everset dsp", "the mix", "librosa hpss"
INSTRUMENTAL = "instrumental"  # all but the vocals

Answers = dict[str, dict[str, Pcm]]  # by who, by stem


class Known(Struct, frozen=True):
    """A piece's ``sound`` and its true ``stems``, (n, 2) at 44,100 Hz, by their names."""

    name: str
    sound: Pcm
    stems: dict[str, Pcm]

    @property
    def seconds(self) -> float:
        """Of sound."""
        return len(self.sound) / RATE


def rows(_folder: Path) -> list[Row]:
    """Raises UsageError where there is no music."""
    folder = music_folder()
    known = [_known(folder, piece) for piece in pieces_in(folder) if piece.truth.get("stems")]
    began = time.process_time()
    split = [DspSplitter().split([piece.sound], RATE)[0] for piece in known]
    cost = (time.process_time() - began) / sum(piece.seconds for piece in known)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answers = [_answers(piece, stems) for piece, stems in zip(known, split, strict=True)]
    return [
        *_quality(known, answers),
        *_left(known, answers),
        *against("cost", "CPU s a second", {EVERSET: cost}, EVERSET),
        Row("peak memory", EVERSET, round(peak), "MB", None, EVERSET),
        *(_demucs(known[0].sound) if find_spec("demucs") else []),
    ]


def _known(folder: Path, piece: TruePiece) -> Known:
    start, end = (round(second * RATE) for second in piece.truth["stems_span"])
    sound = _read(piece.track)[start:end]
    stems = {name: _read(folder / path) for name, path in piece.truth["stems"].items()}
    frames = min(len(sound), *(len(stem) for stem in stems.values()))
    stems = {name: stem[:frames] for name, stem in stems.items() if name in STEMS}
    if "vocals" in stems:
        stems[INSTRUMENTAL] = sound[:frames] - stems["vocals"]
    return Known(piece.name, sound[:frames], stems)


def _read(path: Path) -> Pcm:
    sound, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return np.ascontiguousarray(np.broadcast_to(sound, (len(sound), 2)) if sound.shape[1] == 1 else sound)


def _answers(piece: Known, stems: Stems) -> Answers:
    ours = {name: stems[name] for name in STEMS} | {INSTRUMENTAL: piece.sound - stems.vocals}
    struck = librosa.effects.percussive(piece.sound.T).T
    return {EVERSET: ours, MIX: dict.fromkeys(ours, piece.sound), LIBROSA: {"drums": np.asarray(struck, np.float32)}}


def _quality(known: Sequence[Known], answers: Sequence[Answers]) -> list[Row]:
    return [row for stem in (*STEMS[:3], INSTRUMENTAL) for row in _medians(f"{stem} SI-SDR", known, answers, stem)]


def _left(known: Sequence[Known], answers: Sequence[Answers]) -> list[Row]:
    """What of the voice is still in the instrumental."""
    pairs = [(piece.stems["vocals"], found[EVERSET][INSTRUMENTAL]) for piece, found in zip(known, answers, strict=True)
             if "vocals" in piece.stems]  # fmt: skip
    left = median(share_db(true, heard) for true, heard in pairs)
    return [Row("voice left in the instrumental", EVERSET, round(left, 2), "dB", None, MIX)]


def _medians(what: str, known: Sequence[Known], answers: Sequence[Answers], stem: str) -> list[Row]:
    found: dict[str, list[float]] = {}
    for piece, answer in zip(known, answers, strict=True):
        for who, stems in answer.items():
            if stem in piece.stems and stem in stems:
                found.setdefault(who, []).append(si_sdr(piece.stems[stem], stems[stem]))
    return [Row(what, who, round(median(values), 2), "dB", None, MIX) for who, values in found.items()]


def si_sdr(true: Pcm, heard: Pcm) -> float:
    """In dB: what of ``heard`` is ``true``, at any level, over the rest of it."""
    target = (true * heard).sum() / ((true * true).sum() + 1e-12) * true
    return float(10 * np.log10((target**2).sum() / (((heard - target) ** 2).sum() + 1e-12) + 1e-12))


def share_db(true: Pcm, heard: Pcm) -> float:
    """How loud ``true`` still is in ``heard``, in dB."""
    return float(20 * np.log10(abs((true * heard).sum()) / (true * true).sum() + 1e-9))


def _demucs(sound: Pcm) -> list[Row]:
    from benchmarks.random_demucs import seconds_a_second  # noqa: PLC0415  torch, an extra, takes a second to import

    return [Row("cost", who, round(cost, 3), "s a second", None, EVERSET) for who, cost in seconds_a_second(sound)]
