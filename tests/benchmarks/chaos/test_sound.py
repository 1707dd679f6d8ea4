"""What must not go out is found in the ring: the ident, and silence where the clips' files hold sound."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.chaos import sound
from benchmarks.chaos.gap import Gap
from engine.mixing.offline import render
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Programme

RATE = 44_100
START = 12_345
NEAR = 2 * sound.IDENT_SECONDS


def music(seconds: float, level: float = 0.1) -> np.ndarray:
    noise = np.random.default_rng(1).standard_normal((round(seconds * RATE), 2))
    return np.asarray(level * noise, np.float32)


def clip(folder: Path, pcm: np.ndarray, at: int, lane: int = 0) -> Clip:
    path = folder / f"{at}.f32"
    pcm.tofile(path)
    return Clip(at=at, length=len(pcm), lane=lane, pcm=str(path), map=plain_map(len(pcm), 0))


def seconds(gaps: list[Gap]) -> list[tuple[float, float]]:
    return [((gap.frame - START) / RATE, (gap.frame - START + gap.length) / RATE) for gap in gaps]


def test_the_ident_in_a_hole_of_the_programme_is_found(tmp_path: Path) -> None:
    before, after = music(2.0), music(2.0)
    resumed = START + len(before) + round(0.3 * RATE)
    programme = Programme(clips=[clip(tmp_path, before, START), clip(tmp_path, after, resumed)])
    went_out = render(programme, START, resumed + len(after) - START, RATE)
    ((begin, end),) = seconds(sound.idents(went_out, START, RATE))
    assert begin == pytest.approx(2.0, abs=NEAR)
    assert end == pytest.approx(2.3, abs=NEAR)


def test_music_is_no_ident() -> None:
    assert sound.idents(music(4.0), START, RATE) == []


def test_silence_is_a_gap_only_where_the_files_hold_sound(tmp_path: Path) -> None:
    pcm = music(3.0)
    pcm[RATE : RATE + RATE // 10] = 0.0  # the music's own
    played = clip(tmp_path, pcm, START)
    went_out = pcm.copy()
    went_out[2 * RATE : 2 * RATE + RATE // 10] = 0.0
    assert seconds(sound.quiet(went_out, START, RATE, [played])) == [pytest.approx((2.0, 2.1), abs=0.02)]
