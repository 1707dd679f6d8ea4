"""What went out is rendered again from the journals: bit for bit what the ring held."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import NoMusic
from engine.journal.history import history
from engine.journal.journal import Journal
from engine.mixing.again import again, span
from engine.mixing.offline import render
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme, Splice
from tests.support.hands import seeded

RATE = 8_000
SECONDS = 90
TRACK = 20 * RATE


def pcm(folder: Path, number: int) -> Path:
    path = folder / f"{number}.f32"
    noise = np.random.default_rng(number).standard_normal((TRACK, 2)).astype(np.float32)
    (0.4 * noise).tofile(path)  # loud enough for the limiter to work
    return path


def track(folder: Path, number: int, at: int) -> Splice:
    """A track that comes in with its low band down, and its end faded."""
    clip = Clip(
        at=at,
        length=TRACK - RATE,
        lane=number % 2,
        pcm=str(pcm(folder, number)),
        map=plain_map(TRACK - RATE, number * 10),
        envelopes={
            "low": Envelope(((0, -60.0), (4 * RATE, -60.0), (5 * RATE, 0.0))),
            "fader": Envelope(((0, 0.0), (2 * RATE, 1.0), (TRACK - 3 * RATE, 1.0), (TRACK - RATE, 0.0))),
        },
    )
    return Splice(at=at, clips=[clip], marks=[])


HAND = seeded(400, SECONDS * RATE)


def played(folder: Path, *, compact_at: int) -> Programme:
    """A set of overlapping tracks into the journal, with one that was revoked and a hand on it all the time; the whole
    of it, never forgotten."""
    journal, live, whole = Journal(folder, RATE), Programme(), Programme()
    touched = Overrides()
    for number in range(5):
        at = number * 16 * RATE
        overlap = [clip for clip in live.clips if clip.end > at]
        splice = track(folder, number, at)
        splice = Splice(at=at, clips=[*(rest(clip, at) for clip in overlap), *splice.clips], marks=[])
        number_of = journal.append(splice)
        if number == 3:
            journal.revoke(number_of)
            number_of = journal.append(splice)
        live.splice(splice, at)
        whole.splice(splice, at)
        if number == compact_at:
            live.forget(at - RATE)
            touched.forget(at - RATE)
            journal.compact(live, at, [], touched.copy())
        journal.note_head(at)
        made = [touch for touch in HAND.touches if at <= touch.frame < at + 16 * RATE or number == 4]
        made = [touch for touch in made if touch.number > touched.number]
        for touch in made:
            touched.add(touch)
        journal.touch(made)
    journal.note_head(SECONDS * RATE)
    journal.close()
    return whole


def rest(clip: Clip, at: int) -> Clip:
    """What is left of ``clip`` from frame ``at`` on, as a clip of its own: it goes on without an edge."""
    gone = at - clip.at
    moved = {
        name: Envelope(tuple((frame - gone, value) for frame, value in envelope.points))
        for name, envelope in clip.envelopes.items()
    }
    left = clip.length - gone
    start = round(clip.map[0][1]) + gone
    return Clip(at=at, length=left, lane=clip.lane, pcm=clip.pcm, map=plain_map(left, start), envelopes=moved)


@pytest.mark.parametrize("compact_at", [1, 2, 4, 9])
def test_a_set_is_played_again_whenever_the_journal_was_compacted(tmp_path: Path, compact_at: int) -> None:
    whole = played(tmp_path, compact_at=compact_at)
    heard = render(whole, 0, SECONDS * RATE, RATE, overrides=HAND)
    assert not np.array_equal(heard, render(whole, 0, SECONDS * RATE, RATE))
    known = span(tmp_path, None, None, RATE)
    assert (known.start, known.end) == (0, whole.end)
    troubles: list[str] = []
    blocks = list(again(known, RATE, -1.0, troubles.append))
    assert np.array_equal(np.concatenate(blocks).view(np.int32), heard[: whole.end].view(np.int32))
    assert not troubles


def test_a_part_of_it_is_the_same_to_the_bit(tmp_path: Path) -> None:
    whole = played(tmp_path, compact_at=2)
    heard = render(whole, 0, SECONDS * RATE, RATE, overrides=HAND)
    blocks = again(span(tmp_path, 45 * RATE + 123, 60 * RATE, RATE), RATE, -1.0, lambda _what: None)
    part = np.concatenate(list(blocks))
    assert np.array_equal(part.view(np.int32), heard[45 * RATE + 123 : 60 * RATE].view(np.int32))


def test_pcm_that_is_gone_is_named(tmp_path: Path) -> None:
    played(tmp_path, compact_at=9)
    (tmp_path / "2.f32").unlink()
    troubles: list[str] = []
    blocks = list(again(span(tmp_path, 40 * RATE, 44 * RATE, RATE), RATE, -1.0, troubles.append))
    assert len(np.concatenate(blocks)) == 4 * RATE
    assert any("2.f32" in trouble for trouble in troubles)


def test_damaged_lines_are_counted_and_what_ended_is_left_out(tmp_path: Path) -> None:
    played(tmp_path, compact_at=9)
    path = tmp_path / "programme.jsonl"
    path.write_bytes(path.read_bytes() + b'{"torn')
    told = history(tmp_path, since=60 * RATE)
    assert told.damaged == 1
    assert told.programme.clips
    assert min(clip.end for clip in told.programme.clips) > 60 * RATE


def test_nothing_on_air_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoMusic, match="tell of nothing"):
        span(tmp_path, None, None, RATE)
