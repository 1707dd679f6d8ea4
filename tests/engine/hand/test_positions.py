"""Where every control stands."""

import pytest

from engine.hand.positions import positions
from engine.programme.claim import made
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Programme
from tests.support.hands import back, move, overrides
from tests.support.mixing import points


def clip(lane: int, at: int = 0, **envelopes: Envelope) -> Clip:
    return Clip(at=at, length=10_000, lane=lane, pcm="/x", map=plain_map(10_000, 0), envelopes=envelopes)  # type: ignore[arg-type]  names of parameters


def test_the_automation_is_read_off_the_newest_clip_of_each_deck() -> None:
    programme = Programme(
        clips=[
            clip(0, fader=points((0, 0.0), (10_000, 1.0))),
            clip(0, at=10_000, fader=points((0, 0.3))),
            clip(4, low=points((0, -26.0)), highpass=points((0, 20.0 * 2**4.5)), level=points((0, 0.7))),
            clip(5, level=points((0, 0.2))),
            clip(126, fader=points((0, 0.0))),
        ]
    )
    told = positions(programme, {}, {}, 5_000)
    assert told["a"]["fader"] == {"position": 0.5, "automated": 0.5, "claimed": False, "source": ""}
    assert told["b"]["low"]["automated"] == 0.02
    assert told["b"]["filter"]["automated"] == pytest.approx(0.755)
    assert [told["b"][stem]["automated"] for stem in ("stem1", "stem2", "stem3")] == [0.7, 0.2, 1.0]
    assert told["b"]["mid"]["automated"] == told["b"]["nudge"]["automated"] == 0.5
    assert positions(programme, {}, {}, 10_000)["a"]["fader"]["position"] == 0.3
    assert positions(Programme(), {}, {}, 5_000)["a"]["fader"]["position"] == 1.0


def test_a_low_pass_stands_on_the_left() -> None:
    programme = Programme(clips=[clip(0, lowpass=points((0, 20_000.0 / 2**4)))])
    assert positions(programme, {}, {}, 1)["a"]["filter"]["automated"] == pytest.approx(0.245)


def test_what_is_claimed_stands_where_the_hand_has_it_and_goes_back() -> None:
    touched = overrides(move(0, "fader", 0.2), back(2_000, "fader", 6_000, glide=32), move(0, "cross", 0.5, deck="b"))
    programme = Programme(clips=[clip(0, fader=points((0, 0.8)))])
    claims = made({}, sorted(touched.touches, key=lambda touch: touch.frame)[:2])
    held = positions(programme, claims, {"a.fader": "midi:x", "a.cross": "desk"}, 1_000)
    assert held["a"]["fader"] == {"position": 0.2, "automated": 0.8, "claimed": True, "source": "midi:x"}
    assert held["crossfader"]["position"] == 0.25
    claims = made({}, touched.touches)
    half = positions(programme, claims, {"a.fader": "midi:x"}, 4_000)["a"]["fader"]
    assert half == {"position": 0.5, "automated": 0.8, "claimed": False, "source": ""}
    assert positions(programme, claims, {}, 6_000)["a"]["fader"]["position"] == 0.8
