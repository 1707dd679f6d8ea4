"""Recordings: what went out, in files of bounded number, on disks that fill up."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.outputs.encoded import Encoded
from engine.outputs.follower import Piece
from engine.outputs.part import Samples, Units
from engine.outputs.recording import QUEUED, RETRY, FileOutput, recordings
from engine.outputs.titles import Titles
from engine.programme.programme import Mark
from engine.settings import Recording
from tests.support.disk import file_limit

RATE = 8_000


class Time:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def output(folder: Path, clock: Time, **settings: object) -> FileOutput:
    return FileOutput(Recording.model_validate({"folder": folder, **settings}), RATE, clock)


def part(samples: np.ndarray, frame: int | None) -> Samples:
    return Samples(Piece(samples, frame))


def sound(frames: int, seed: int = 0) -> np.ndarray:
    return (np.random.default_rng(seed).random((frames, 2), np.float32) - 0.5).astype(np.float32)


@pytest.mark.parametrize("kind", ["flac", "wav"])
def test_what_went_out_is_in_the_file(tmp_path: Path, kind: str) -> None:
    file = output(tmp_path / "tape", Time(), format=kind)
    whole = sound(5_000)
    file.start()
    for start in range(0, 5_000, 700):
        file.push(Piece(whole[start : start + 700], start))
    file.stop()
    (path,) = recordings(tmp_path / "tape")
    assert path.name == f"everset-19700112-134640-0.{kind}"
    read, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    assert np.abs(read - whole).max() < 2**-22
    assert file.facts() == {"name": f"file {tmp_path / 'tape'}", "state": "closed", "clients": 0, "late": 0}


def test_a_file_ends_at_its_length_and_only_our_oldest_go(tmp_path: Path) -> None:
    (tmp_path / "mine.flac").write_bytes(b"precious")
    clock = Time()
    file = output(tmp_path, clock, minutes=1 / 60, keep=3)
    whole = sound(6 * RATE + 100)
    for start in range(0, len(whole), 1_000):
        file.write(part(whole[start : start + 1_000], start))
        clock.now += 1
    file._close()
    kept = recordings(tmp_path)
    assert [int(path.stem.rsplit("-", 1)[1]) for path in kept] == [4 * RATE, 5 * RATE, 6 * RATE]
    read = np.concatenate([soundfile.read(path, dtype="float32")[0] for path in kept])
    assert np.abs(read - whole[4 * RATE :]).max() < 2**-22
    assert (tmp_path / "mine.flac").read_bytes() == b"precious"


def test_a_full_disk_costs_the_recording_until_there_is_room_again(tmp_path: Path) -> None:
    clock = Time()
    file = output(tmp_path, clock, format="wav")
    with file_limit(20_000):
        for seed in range(20):
            file.write(part(sound(1_000, seed), None))
    assert file.state == "disk full"
    assert file.late > 5
    late = file.late
    file.write(part(sound(1_000), None))
    assert file.late == late + 1  # not asked again before its time
    clock.now += RETRY
    file.write(part(sound(1_000), None))
    assert (file.state, file.late) == ("recording", late + 1)
    file._close()
    assert soundfile.info(recordings(tmp_path)[-1]).frames == 1_000


def test_a_disk_that_hangs_is_never_waited_for(tmp_path: Path) -> None:
    file = output(tmp_path, Time())  # its thread is not started: nothing leaves the queue
    for _ in range(2_000):
        file.push(Piece(sound(1), None))
    assert file.late == 2_000 - QUEUED


def units(first: int, count: int, unit: int = 800) -> Units:
    """``count`` encoded units of 100 bytes, from the ``first`` on."""
    data = b"".join(bytes([number % 251]) * 100 for number in range(first, first + count))
    return Units(Encoded(data, [100] * count, first * unit, unit))


def test_a_file_of_the_streams_own_units_is_cut_between_two(tmp_path: Path) -> None:
    clock = Time()
    file = output(tmp_path, clock, format="mp3", minutes=1 / 60)
    for first in range(0, 24, 6):
        file.write(units(first, 6))
        clock.now += 1
    file._close()
    assert [path.read_bytes() for path in recordings(tmp_path)] == [
        units(0, 10).encoded.data, units(10, 10).encoded.data, units(20, 4).encoded.data,
    ]  # fmt: skip


@pytest.mark.parametrize(("now", "seconds"), [(7_200, 3_600), (7_200 + 600, 3_000), (10_800 - 3, 3_603)])
def test_a_file_ends_with_the_hour(tmp_path: Path, now: float, seconds: float) -> None:
    clock = Time()
    clock.now = now
    file = output(tmp_path, clock)
    file.write(part(sound(800), 0))
    assert file._room == seconds * RATE - 800


def test_the_cue_sheet_says_what_begins_where_and_goes_with_its_file(tmp_path: Path) -> None:
    titles = Titles("Station")
    titles.follow(
        [
            Mark(at=0, kind="track", artist="A", title="One"),
            Mark(at=1_000 + 2 * RATE, kind="track", artist="B", title="Two"),
        ]
    )
    clock = Time()
    settings = Recording.model_validate({"folder": tmp_path, "format": "wav", "minutes": 3 / 60, "keep": 1})
    file = FileOutput(settings, RATE, clock, titles=titles.changes, station="Station")
    clock.now = 999_999.0  # a multiple of three seconds
    file.write(part(sound(RATE), 1_000))
    file.write(part(sound(2 * RATE - 10), 1_000 + RATE))
    (sheet,) = tmp_path.glob("*.cue")
    assert [line.strip() for line in sheet.read_text().splitlines() if "TITLE" in line or "INDEX" in line] == [
        'TITLE "Station"', 'TITLE "One"', "INDEX 01 00:00:00", 'TITLE "Two"', "INDEX 01 00:02:00",
    ]  # fmt: skip
    clock.now += 3
    file.write(part(sound(500), 1_000 + 3 * RATE - 10))
    (path,) = recordings(tmp_path)
    assert [sheet.stem for sheet in tmp_path.glob("*.cue")] == [path.stem]
