"""An engine that plays both decks in a seam, for hands; what it plays is in the ring, and again in a replay."""

from typing import Any

import numpy as np

from engine.client import Client
from engine.mixing.again import again, span
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Mark, Splice
from tests.support.mixing import Pcm
from tests.support.scenario import run
from tests.support.station import RATE, Station
from tests.support.wait import eventually

QUICK = {
    "settled_seconds": 2, "threshold_seconds": 3, "fade_seconds": 2, "lead_seconds": 0,
    "block_frames": 220, "blocks_at_once": 1,
}  # fmt: skip


class Booth:
    """An engine that plays both decks, in a seam from ``at`` on, and a safety track it holds."""

    def __init__(self, everset: Station) -> None:
        self.everset = everset
        self.engine = everset.start("engine", **QUICK).up()
        self.safety = everset.pcm("safety", 30, seed=9)
        self.engine.ask("safety", clip_pcm=str(self.safety), track="safe", title="Safe")
        self.at = self.engine.ask("programme")["horizon"] + RATE // 2
        fade = {"fader": Envelope(((4 * RATE, 1.0), (40 * RATE, 0.0))), "low": Envelope(((0, 0.0), (9 * RATE, -20.0)))}
        rise = {"fader": Envelope(((0, 0.0), (8 * RATE, 1.0)))}
        clips = [self._clip("a", 0, self.at, fade), self._clip("b", 4, self.at + RATE, rise)]
        phrases = [self.at + number * 4 * RATE for number in range(1, 10)]
        mark = Mark(at=self.at, kind="track", track="a", data={"bpm": 240.0})
        self.engine.ask("splice", change=Splice(at=self.at, clips=clips, marks=[mark], phrases=phrases))
        self.reach(self.at + 2 * RATE)

    def _clip(self, name: str, lane: int, at: int, envelopes: Any) -> Clip:
        pcm = self.everset.pcm(name, 45, seed=lane + 1)
        return Clip(
            at=at, length=44 * RATE, lane=lane, pcm=str(pcm), map=plain_map(44 * RATE, 9), track=name,
            envelopes=envelopes,
        )  # fmt: skip

    def reach(self, frame: int) -> None:
        eventually(lambda: self.engine.alive() and self.everset.reader().head > frame, 40)

    def ring(self, start: int, end: int) -> Pcm:
        return self.everset.reader().read(start, end - start)

    def replayed(self, start: int, end: int) -> Pcm:
        """The same from the journals."""
        troubles: list[str] = []
        wanted = span(self.everset.places.journal, start, end, RATE)
        assert (wanted.start, wanted.end) == (start, end)
        samples = np.concatenate(list(again(wanted, RATE, -1.0, troubles.append)))
        assert not troubles
        return samples

    def settled(self) -> dict[str, Any]:
        """The hand's status, once everything asked for has its frame."""
        status = eventually(lambda: self.engine.ask("status")["hand"])
        self.reach(self.everset.reader().head + RATE // 4)
        return dict(status)

    def client(self, scenario: Any) -> None:
        async def connected() -> None:
            client = await Client.connect(self.everset.places.socket("engine"))
            await scenario(client)
            await client.close()

        run(connected)

    def restart(self) -> None:
        """Kill the engine, and have another one go on."""
        self.engine.kill()
        self.engine = self.everset.start("engine", **QUICK).up()
