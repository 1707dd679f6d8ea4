"""The journal: what was acknowledged is there after anything."""

import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.errors import StorageError, UsageError
from engine.journal.journal import Journal, archived
from engine.programme.beats import Beats
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Mark, Programme, Splice
from tests.support.disk import file_limit, small_disk
from tests.support.hands import overrides, seeded

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


def test_a_cut_at_any_byte_leaves_what_was_acknowledged_before_it(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    changes = [splice(0), splice(50, track="b"), splice(100, track="c")]
    ends = [0]
    for change in changes:
        kept.append(change)
        ends.append(kept.path.stat().st_size)
    whole = kept.path.read_bytes()
    for cut in range(len(whole) + 1):
        kept.path.write_bytes(whole[:cut])
        before = sum(end - 1 <= cut for end in ends[1:])  # a line that lacks but its newline says all
        again = journal(tmp_path)
        assert again.replay().programme == live(*changes[:before]), cut
        again.append(splice(150, track="d"))
        assert journal(tmp_path).replay().programme == live(*changes[:before], splice(150, track="d")), cut


def test_what_is_appended_to_a_journal_that_was_cut_meanwhile_is_not_glued_to_the_torn_line(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.append(splice(0))
    kept.append(splice(50, track="b"))
    with kept.path.open("r+b") as file:
        file.truncate(kept.path.stat().st_size - 20)
    kept.append(splice(100, track="c"))
    assert [clip.track for clip in journal(tmp_path).replay().programme.clips] == ["a", "c"]
    assert kept.worn


@pytest.mark.parametrize("harm", ["cut", "deleted", "folder"])
def test_a_journal_that_was_harmed_is_worn_and_is_begun_anew(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "journal"
    kept = journal(folder)
    kept.append(splice(0))
    assert not kept.worn
    if harm == "cut":
        kept.path.write_bytes(kept.path.read_bytes()[:30])
    elif harm == "deleted":
        kept.path.unlink()
    else:
        shutil.rmtree(folder)
    assert kept.worn
    kept.compact(live(splice(0)), 10, ["one"])
    assert not kept.worn
    kept.append(splice(50, track="b"))
    replay = journal(folder).replay()
    assert replay.programme == live(splice(0), splice(50, track="b"))
    assert replay.known == ["one"]


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


def test_a_revocation_that_the_disk_refuses_comes_later(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.append(splice(0))
    late = splice(20, track="late")
    kept.append(late)
    with file_limit(kept.path.stat().st_size), pytest.raises(StorageError):
        kept.revoke_newest(late)
    assert [clip.track for clip in journal(tmp_path).replay().programme.clips] == ["a", "late"]
    kept.note_head(30)
    assert journal(tmp_path).replay().programme == live(splice(0))


def test_what_is_played_in_any_case_is_on_the_disk_as_soon_as_it_can(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.append(splice(0))
    with file_limit(kept.path.stat().st_size):
        with pytest.raises(StorageError):
            kept.keep(splice(50, track="ladder"))
        with pytest.raises(StorageError):
            kept.note_head(60)
    kept.append(splice(100, track="c"))
    assert [clip.track for clip in journal(tmp_path).replay().programme.clips] == ["a", "ladder", "c"]


def test_journals_from_before_are_kept_but_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.journal.journal.KEPT", 3)
    kept = journal(tmp_path)
    for number in range(6):
        kept.append(splice(50 * number, track=f"t{number}"))
        kept.compact(Programme(), 50 * number + 10, [])
    kept.append(splice(300, track="now"))
    assert [path.name for path in archived(tmp_path)] == [f"programme-{frame}.jsonl" for frame in (160, 210, 260)]
    assert b'"t5"' in archived(tmp_path)[-1].read_bytes()
    assert [clip.track for clip in journal(tmp_path).replay().programme.clips] == ["now"]


def test_the_names_of_splices_outlive_a_restart(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.compact(Programme(), 0, ["a", "b"])
    kept.append(replace(splice(0), name="c"))
    kept.append(splice(50))
    kept.revoke(kept.append(replace(splice(100), name="never")))
    assert journal(tmp_path).replay().known == ["a", "b", "c"]


def test_compacting_keeps_the_programme_and_what_follows(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    for number in range(40):
        kept.append(splice(50 * number, track=f"t{number}"))
    programme = journal(tmp_path).replay().programme
    programme.forget(1_900)
    programme.phrases = [1_932, 1_964]
    programme.beats = [Beats(frames=[1_932, 1_948, 1_964], number=7, bar=3)]
    before = kept.path.stat().st_size
    kept.compact(programme, 1_900, [])
    assert kept.path.stat().st_size < before / 5
    kept.append(splice(2_000, track="next"))
    replay = journal(tmp_path).replay()
    assert [clip.track for clip in replay.programme.clips] == ["t38", "t39", "next"]
    assert replay.programme.phrases == [1_932, 1_964]
    assert replay.programme.beats == programme.beats
    assert replay.frame == 1_900


def test_the_head_is_remembered_for_a_ring_that_is_lost(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.note_head(700)
    kept.note_head(900)
    assert journal(tmp_path).replay().frame == 900


def test_what_a_hand_did_is_there_too_also_when_it_was_compacted(tmp_path: Path) -> None:
    hand = seeded(40, 9_000)
    first, second = hand.touches[:25], hand.touches[25:]
    kept = journal(tmp_path)
    kept.touch(first)
    assert journal(tmp_path).replay().overrides == overrides(*first)
    known = overrides(*first)
    known.forget(4_000)
    kept.compact(Programme(), 5_000, [], known)
    kept.touch(first[-3:])  # written behind what has them already
    kept.touch(second)
    told = journal(tmp_path).replay().overrides
    assert (told.number, told.at(9_000), told.behind(5_000)) == (40, hand.at(9_000), hand.behind(5_000))


def test_what_a_hand_did_while_the_disk_was_full_is_written_later(tmp_path: Path) -> None:
    hand = seeded(6, 9_000).touches
    kept = journal(tmp_path)
    kept.touch(hand[:2])
    with file_limit(kept.path.stat().st_size + 10), pytest.raises(StorageError):
        kept.touch(hand[2:4])
    assert journal(tmp_path).replay().overrides.number == 2
    kept.touch(hand[4:])
    assert journal(tmp_path).replay().overrides.touches == hand


def test_a_splice_is_revoked_though_another_one_came_behind_it(tmp_path: Path) -> None:
    kept, late = journal(tmp_path), splice(20, track="late")
    kept.append(splice(0))
    kept.append(late)
    kept.append(splice(60, track="hand"))
    kept.revoke_newest(late)
    kept.revoke_newest(late)
    assert [clip.track for clip in journal(tmp_path).replay().programme.clips] == ["a", "hand"]


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
        kept.compact(programme, 0, [])
    assert journal(tmp_path).replay().programme == programme
    assert [path.name for path in tmp_path.iterdir()] == ["programme.jsonl"]


def test_a_read_only_disk_leaves_the_journal_uncompacted(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1_000_000) as disk:
        journal = Journal(disk, 44_100)
        journal.append(splice(0))
        journal.close()  # a disk with open files is not remounted
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(StorageError, match="free some space"):
            journal.compact(Programme(), 5, [])


def test_another_sample_rate_is_refused_by_name(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    kept.compact(Programme(), 0, [])
    with pytest.raises(UsageError, match="was played at 100 Hz"):
        Journal(tmp_path, 200).replay()
