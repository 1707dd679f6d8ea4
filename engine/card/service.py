"""The card's process: finds the card, plays, and notices when it is gone. What it says of itself is in ``status``."""

import asyncio
from collections.abc import Callable

from engine.bus import Message, Server
from engine.card.device import Cards, chosen, rate_of
from engine.card.feed import Feed
from engine.card.player import Player
from engine.card.settings import CardSettings
from engine.errors import CardLost, OutputTrouble
from engine.logs import logger
from engine.outputs.mender import Mender
from engine.outputs.source import Source
from engine.places import Places
from engine.vitals import vitals

LOOK = 0.25  # seconds

log = logger(__name__)


class CardService:
    """Plays on the card of ``settings`` until ``stop``."""

    def __init__(self, places: Places, settings: CardSettings, stop: asyncio.Event) -> None:
        self.settings = settings
        self.player: Player | None = None
        self.trouble: OutputTrouble | None = None
        self._stop = stop
        self._source = Source(places, settings.sample_rate)
        self._mender = Mender(places.socket("engine"))
        self._server = Server(places.socket("card"), {"status": lambda _request: self.status()})

    async def run(self, on_air: Callable[[], None] = lambda: None) -> None:
        """``on_air`` is called when it begins. Raises CardLost when the card stopped, StationBusy when another process
        plays for this station."""
        await self._server.start()
        on_air()
        try:
            while self.player is None and not self._stop.is_set():
                await self._open()
            while self.player is not None and not await self._stopped(LOOK):
                self._look(self.player)
        finally:
            await self._mender.close()
            await self._server.stop()

    async def _open(self) -> None:
        try:
            self.player = self._opened()
        except OutputTrouble as trouble:
            if self.trouble is None or str(self.trouble) != str(trouble):
                log.warning("the sound card does not play", why=str(trouble))
            self.trouble = trouble
            await self._stopped(max(trouble.least, LOOK))
        else:
            self.trouble = None
            playing = self.player
            log.info("the sound card plays", card=playing.device.called, rate=playing.feed.rate)

    def _opened(self) -> Player:
        cards = Cards()
        try:
            device = chosen(cards.all(), self.settings.device)
            rate = rate_of(cards, device, self.settings.sample_rate, self.settings.rate)
            return Player(cards, device, Feed(self.settings, rate), self.settings.buffer_frames, self._source.ring)
        except BaseException:
            cards.close()
            raise

    def _look(self, player: Player) -> None:
        if player.failed:
            raise CardLost("what the card asks for could not be given: the trace is above; it begins anew")
        if player.lost:
            raise CardLost(f"{player.device.called} has stopped: it was unplugged, or its server has gone")
        if (block := player.feed.follower.waits_for) is not None:
            self._mender.ask(block)

    async def _stopped(self, within: float) -> bool:
        try:
            await asyncio.wait_for(self._stop.wait(), within)
        except TimeoutError:
            return False
        return True

    def status(self) -> Message:
        """What this process does."""
        return {**vitals("card", "running"), "outputs": [self._facts()]}

    def _facts(self) -> Message:
        player = self.player
        facts: Message = {
            "name": f"card {self.settings.device}",
            "state": self.trouble.state if self.trouble else "opening",
            "clients": 0,
            "late": 0,
            "message": str(self.trouble or ""),
        }
        if player is None:
            return facts
        feed = player.feed
        return {
            **facts,
            "state": feed.follower.state,
            "clients": 1,
            "late": feed.starved,
            "card": player.device.called,
            "rate": feed.rate,
            "drift_ppm": round(1e6 * feed.drift.correction, 1),
            "behind_seconds": round(feed.behind, 4),
            "in_hand_seconds": round(feed.in_hand, 4),
            "card_latency_seconds": round(player.latency, 4),
            "left_out_frames": feed.skipped + feed.follower.skipped,
        }
