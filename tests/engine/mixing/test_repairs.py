"""A running engine repairs its ring when a reader asks: nobody hears it, and it is counted."""

from pathlib import Path

from engine.errors import RingError
from engine.journal.journal import Journal
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Splice
from engine.ring.reader import RingReader
from engine.ring.ring import open_ring
from tests.support.mixing import Pcm
from tests.support.station import RATE, Process, Station, refused
from tests.support.wait import eventually

FRAME = 2 * RATE


def planned(everset: Station) -> Path:
    """The PCM of a clip of 30 s that is on the programme."""
    pcm = everset.pcm("a", 30)
    clip = Clip(at=0, length=30 * RATE, lane=0, pcm=str(pcm), map=plain_map(30 * RATE, 0), track="t")
    Journal(everset.places.journal, RATE).append(Splice(at=0, clips=[clip], marks=[]))
    return pcm


def damaged(everset: Station, reader: RingReader) -> Pcm:
    """The block that holds FRAME is spoilt; what it held."""
    frame = reader.block_start(FRAME)
    held = reader.read(frame, 1_024)
    ring = open_ring(everset.places.ring, writable=True)
    ring.samples[ring.geometry.block(frame), 10] = 0.5
    assert refused(lambda: reader.read(frame, 1_024), RingError)
    return held


def repaired(engine: Process, reader: RingReader, held: Pcm) -> None:
    """The engine renders it again when it is asked, bit for bit."""
    frame = reader.block_start(FRAME)
    answer = engine.ask("repair", frame=frame + 5)
    assert (answer["frame"], answer["rendered"], answer["exact"]) == (frame, True, True)
    assert reader.read(frame, 1_024).tobytes() == held.tobytes()


def test_a_damaged_block_is_whole_again_while_the_engine_plays_on(everset: Station) -> None:
    planned(everset)
    engine = everset.start("engine", lead_seconds=4).up()
    reader = everset.reader()
    eventually(lambda: reader.head > 3 * RATE)
    repaired(engine, reader, damaged(everset, reader))
    assert not engine.ask("repair", frame=FRAME)["rendered"]
    assert "can't be repaired" in refused(lambda: engine.ask("repair", frame=10**9), RingError)
    status = engine.ask("status")
    assert status["repairs"] == {"done": 1, "failed": 1}
    assert (status["late_frames"], status["anchored"]) == (0, 0)
    assert "a damaged block was rendered again" in engine.errors.read_text()


def test_it_is_so_though_its_pcm_was_deleted_and_by_the_engine_after_one_that_was_killed_too(everset: Station) -> None:
    pcm = planned(everset)
    engine = everset.start("engine", lead_seconds=4).up()
    reader = everset.reader()
    eventually(lambda: reader.head > 3 * RATE)
    saved = pcm.rename(pcm.with_suffix(".away"))
    repaired(engine, reader, damaged(everset, reader))
    saved.rename(pcm)
    engine.kill()
    engine = everset.start("engine").up()
    eventually(lambda: "recalled" in engine.errors.read_text())
    pcm.unlink()
    repaired(engine, reader, damaged(everset, reader))
