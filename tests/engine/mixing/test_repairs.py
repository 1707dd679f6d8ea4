"""A running engine repairs its ring when a reader asks: nobody hears it, and it is counted."""

from engine.errors import RingError
from engine.journal.journal import Journal
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Splice
from engine.ring.ring import open_ring
from tests.support.station import RATE, Station, refused
from tests.support.wait import eventually


def test_a_damaged_block_is_whole_again_while_the_engine_plays_on(everset: Station) -> None:
    pcm = everset.pcm("a", 30)
    clip = Clip(at=0, length=30 * RATE, lane=0, pcm=str(pcm), map=plain_map(30 * RATE, 0), track="t")
    Journal(everset.places.journal, RATE).append(Splice(at=0, clips=[clip], marks=[]))
    engine = everset.start("engine", lead_seconds=4).up()
    reader = everset.reader()
    eventually(lambda: reader.head > 3 * RATE)
    frame = reader.block_start(2 * RATE)
    held = reader.read(frame, 1_024)
    ring = open_ring(everset.places.ring, writable=True)
    ring.samples[ring.geometry.block(frame), 10] = 0.5
    assert refused(lambda: reader.read(frame, 1_024), RingError)
    answer = engine.ask("repair", frame=frame + 5)
    assert (answer["frame"], answer["rendered"], answer["exact"]) == (frame, True, True)
    assert reader.read(frame, 1_024).tobytes() == held.tobytes()
    assert not engine.ask("repair", frame=frame)["rendered"]
    assert "can't be repaired" in refused(lambda: engine.ask("repair", frame=10**9), RingError)
    status = engine.ask("status")
    assert status["repairs"] == {"done": 1, "failed": 1}
    assert (status["late_frames"], status["anchored"]) == (0, 0)
    assert "a damaged block was rendered again" in engine.errors.read_text()
