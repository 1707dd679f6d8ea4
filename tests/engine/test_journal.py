"""The journal: what was acknowledged is there after anything."""

from pathlib import Path

import pytest

from engine.clip import Clip, plain_map
from engine.envelope import Envelope
from engine.errors import StorageError, UsageError
from engine.journal import Journal
from engine.programme import Mark, Programme, Splice
from tests.support.disk import file_limit

RATE = 100


def splice(at: int, length: int = 50, track: str = "a") -> Splice:
    clip = Clip(
        at=at,
        length=length,
        lane=at // 50 % 2,
        pcm=f"/pcm/{track}",
        map=plain_map(length, 0),
        track=track,
        envelopes={"fader": Envelope(((0, 0.1), (10, 1.0)))},
    )
    return Splice(at=at, clips=[clip], marks=[Mark(at=at, kind="track", track=track, data={"bpm": 120.5})])


def journal(folder: Path) -> Journal:
    return Journal(folder, RATE)


def live(*changes: Splice) -> Programme:
    programme = Programme()
    for change in changes:
        programme.splice(change, 0)
    return programme


def test_a_replay_is_the_programme(tmp_path: Path) -> None:
    changes = [splice(0), splice(50, track="b"), splice(70, track="c")]
    kept = journal(tmp_path)
    for change in changes:
        kept.append(change)
    replay = journal(tmp_path).replay()
    assert replay.programme == live(*changes)
    assert (replay.damaged, replay.last) == (0, "whole")


def test_every_cut_of_the_last_line_leaves_what_was_acknowledged(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.append(splice(0))
    kept.append(splice(50, track="b"))
    acknowledged = kept.path.read_bytes()
    kept.append(splice(100, track="c"))
    whole = kept.path.read_bytes()
    for cut in range(len(acknowledged) + 1, len(whole) - 1, 7):
        kept.path.write_bytes(whole[:cut])
        again = journal(tmp_path)
        replay = again.replay()
        assert replay.programme == live(splice(0), splice(50, track="b"))
        assert (replay.damaged, replay.last) == (1, "torn")
        again.append(splice(100, track="d"))
        assert journal(tmp_path).replay().programme.clips[-1].track == "d"


def test_a_changed_line_is_left_out_and_counted(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    for change in (splice(0), splice(50, track="b"), splice(100, track="c")):
        kept.append(change)
    kept.path.write_bytes(kept.path.read_bytes().replace(b"/pcm/b", b"/pcm/x"))
    replay = journal(tmp_path).replay()
    assert [clip.track for clip in replay.programme.clips] == ["a", "c"]
    assert replay.damaged == 1


def test_a_revoked_splice_never_was(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.append(splice(0))
    kept.revoke(kept.append(splice(20, track="late")))
    kept.append(splice(50, track="b"))
    replay = journal(tmp_path).replay()
    assert replay.programme == live(splice(0), splice(50, track="b"))


def test_compacting_keeps_the_programme_and_what_follows(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    for number in range(40):
        kept.append(splice(50 * number, track=f"t{number}"))
    programme = journal(tmp_path).replay().programme
    programme.forget(1_900)
    before = kept.path.stat().st_size
    kept.compact(programme, 1_900)
    assert kept.path.stat().st_size < before / 5
    kept.append(splice(2_000, track="next"))
    replay = journal(tmp_path).replay()
    assert [clip.track for clip in replay.programme.clips] == ["t38", "t39", "next"]
    assert replay.frame == 1_900


def test_the_head_is_remembered_for_a_ring_that_is_lost(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.note_head(700)
    kept.note_head(900)
    assert journal(tmp_path).replay().frame == 900


def test_a_full_disk_refuses_the_splice_and_loses_nothing(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.append(splice(0))
    with file_limit(kept.path.stat().st_size + 40), pytest.raises(StorageError, match="free some space"):
        kept.append(splice(50, track="b"))
    replay = journal(tmp_path).replay()
    assert (replay.programme, replay.damaged) == (live(splice(0)), 0)
    kept.append(splice(50, track="c"))  # space again
    assert journal(tmp_path).replay().programme == live(splice(0), splice(50, track="c"))


def test_a_full_disk_leaves_the_journal_uncompacted(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    for number in range(5):
        kept.append(splice(50 * number))
    programme = kept.replay().programme
    with file_limit(100), pytest.raises(StorageError):
        kept.compact(programme, 0)
    assert journal(tmp_path).replay().programme == programme
    assert [path.name for path in tmp_path.iterdir()] == ["programme.jsonl"]


def test_another_sample_rate_is_refused_by_name(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.compact(Programme(), 0)
    with pytest.raises(UsageError, match="was played at 100 Hz"):
        Journal(tmp_path, 200).replay()
