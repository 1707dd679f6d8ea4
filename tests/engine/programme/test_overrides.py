"""Claims are functions of the frame; what is forgotten of the touches stays in them."""

from itertools import pairwise

import msgspec
import pytest

from engine.programme.claim import Claim, Slide, standing
from engine.programme.overrides import Overrides
from engine.programme.touch import Touch, heard
from tests.support.hands import back, move, overrides, seeded


def test_a_move_has_no_corners_however_often_it_is_told_anew() -> None:
    slide = standing(1.0, 0)
    course = []
    for frame in range(4_000):
        if frame % 160 == 0 and frame < 3_200:
            slide = slide.go(slide.slope(frame), 1.0 - frame / 3_200, frame, frame + 480)
        course.append(slide.at(frame))
    steps = [after - before for before, after in pairwise(course)]
    assert all(step <= 0.0 for step in steps)
    assert max(abs(after - before) for before, after in pairwise(steps)) < 1e-5
    assert course[-1] == slide.v1


def test_a_move_that_turns_round_does_not_lead_beyond() -> None:
    down = standing(1.0, 0).go(0.0, 0.0, 0, 480)
    for target in (0.0, 0.2, 0.4, 1.0):
        turned = down.go(down.slope(240), target, 240, 720)
        found = [turned.at(frame) for frame in range(240, 721)]
        assert found[0] == pytest.approx(0.5)
        assert min(0.5, target) - 1e-12 <= min(found) <= max(found) <= max(0.5, target) + 1e-12


def test_a_push_goes_evenly_and_stops_at_its_bound() -> None:
    slide = Slide().push(-100.0, 0.5, 1_000)
    assert [slide.at(frame) for frame in (999, 1_000, 1_050, 1_200, 5_000)] == [0.0, 0.0, -25.0, -100.0, -100.0]


def test_a_claim_begins_and_ends_where_the_automation_is() -> None:
    claim = Claim().after(move(320, "fader", 0.2))
    assert claim.blended(0.9, 320) == 0.9
    assert claim.blended(0.9, 320 + 480) == 0.2
    given = claim.after(back(32_000, "fader", 64_000))
    assert given.claimed is False
    assert given.blended(0.9, 32_000) == 0.2
    assert 0.2 < given.blended(0.9, 48_000) < 0.9
    assert given.blended(0.9, 64_000) == 0.9
    assert (given.over(63_999), given.over(64_000)) == (False, True)


def test_a_claim_is_given_back_in_no_less_than_its_glide_and_not_before_it_is_to_be() -> None:
    claim = Claim().after(move(0, "fader", 0.2))
    assert claim.after(back(32_000, "fader", 0, glide=9_000)).over(40_999) is False
    later = claim.after(back(32_000, "fader", 60_000, since=50_000))
    assert later.weight.at(50_000) == 1.0
    assert later.weight.at(55_000) == pytest.approx(0.5)


def test_what_is_forgotten_stays_in_the_claims() -> None:
    touched = seeded(300, 100_000)
    whole = touched.copy()
    touched.forget(50_000)
    assert touched.touches == whole.behind(50_000)
    for frame in (50_000, 70_016, 100_000):
        mine, theirs = touched.at(frame), whole.at(frame)
        assert {name: claim for name, claim in theirs.items() if not claim.over(50_000)} == {
            name: claim for name, claim in mine.items() if not claim.over(50_000)
        }
    assert (touched.number, touched.number_at(10**9)) == (300, 300)
    assert touched.number_at(0) == touched.touches[0].number - 1


def test_a_touch_that_is_known_is_not_taken_twice() -> None:
    touched = overrides(move(0, "fader", 0.5), move(32, "fader", 0.6))
    touched.add(touched.touches[1])
    assert [touch.number for touch in touched.touches] == [1, 2]


def test_all_of_it_goes_to_a_journal_and_comes_back() -> None:
    touched = seeded(200, 100_000)
    touched.forget(40_000)
    assert msgspec.json.decode(msgspec.json.encode(touched), type=Overrides) == touched
    assert len(msgspec.json.encode(move(320, "fader", 0.5))) < 60
    assert [heard(touch.told()) for touch in touched.touches] == touched.touches
    assert Touch() == heard(Touch().told())
