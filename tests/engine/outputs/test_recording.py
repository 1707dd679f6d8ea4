"""Recordings: what went out, in files of bounded number, on disks that fill up."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.outputs.follower import Piece
from engine.outputs.recording import QUEUED, RETRY, FileOutput, recordings
from engine.settings import Recording
from tests.support.disk import file_limit

RATE = 8_000


class Time:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def output(folder: Path, clock: Time, **settings: object) -> FileOutput:
    return FileOutput(Recording.model_validate({"folder": folder, **settings}), RATE, clock)


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
        file.write(Piece(whole[start : start + 1_000], start))
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
            file.write(Piece(sound(1_000, seed), None))
    assert file.state == "disk full"
    assert file.late > 5
    late = file.late
    file.write(Piece(sound(1_000), None))
    assert file.late == late + 1  # not asked again before its time
    clock.now += RETRY
    file.write(Piece(sound(1_000), None))
    assert (file.state, file.late) == ("recording", late + 1)
    file._close()
    assert soundfile.info(recordings(tmp_path)[-1]).frames == 1_000


def test_a_disk_that_hangs_is_never_waited_for(tmp_path: Path) -> None:
    file = output(tmp_path, Time())  # its thread is not started: nothing leaves the queue
    for _ in range(2_000):
        file.push(Piece(sound(1), None))
    assert file.late == 2_000 - QUEUED
