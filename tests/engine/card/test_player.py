"""What a card gets of a feed that fails, and how that is known; the test is the card."""

from collections.abc import Callable

import numpy as np

from engine.card.device import Device
from engine.card.player import Player
from engine.ring.ring import Samples

CARD = Device(index=0, name="test", api="none", channels=2, rate=44_100, rates=[44_100], default=True)


class Cards:
    """Asks when the test does."""

    def open(self, _device: Device, _rate: int, _frames: int, give: Callable[[int], bytes]) -> None:
        self.give = give


class Feed:
    """Gives ones, until it is ``broken``."""

    rate = 44_100
    broken = False

    def fill(self, out: Samples, _ring: object, _now: int) -> None:
        if self.broken:
            raise ValueError("broken")
        out[:] = 1.0


def test_a_feed_that_fails_is_silence_and_the_end_of_the_player() -> None:
    cards, feed = Cards(), Feed()
    player = Player(cards, CARD, feed, 64, lambda _now: None)
    assert np.frombuffer(cards.give(64), np.float32).tolist() == [1.0] * 128
    assert (player.failed, player.calls, player.lost) == (False, 1, False)
    feed.broken = True
    assert not np.frombuffer(cards.give(64), np.float32).any()
    assert player.failed
