"""Decisions: by rule, score and taste, seeded, logged and replayed."""

import msgspec
import pytest

from engine.errors import ModelError
from planner.catalogue.track import Track
from planner.choosing.choose import SHORTLIST, choose
from planner.choosing.columns import Columns
from planner.choosing.decision import Decision, replay
from planner.choosing.history import Played
from planner.choosing.occasion import Occasion
from planner.choosing.rules import Rules
from planner.choosing.scorer import Scorer
from planner.training.export import to_onnx
from planner.training.network import no_stars, random
from planner.transitions.taste import Taste
from tests.planner.choosing.made import key, scorer, track

SCORER = scorer()
#: Weights that like nothing, so that a test sees one term alone.
INDIFFERENT = Taste(energy_weight=0.0, harmonic_weight=0.0, genre_weight=0.0, novelty=0.0)


def decide(library: list[Track], taste: Taste | None = None, by: Scorer = SCORER, **occasion: object) -> Decision:
    situation = Occasion(**{"at": 1_000_000.0, "minute": 0.0, **occasion})  # type: ignore[arg-type]
    return choose(situation, Columns(library), Rules(), by, taste or Taste())


def mixed_library(count: int) -> list[Track]:
    genres = ("House", "Techno", "Hip-Hop", "Ambient")
    return [
        track(
            f"t{i}",
            artist=f"artist {i % 40}",
            bpm=80.0 + i * 7 % 100,
            key=key(f"{i % 12 + 1}{'AB'[i % 2]}", 0.8),
            energy=(i * 13 % 100) / 100,
            genre=genres[i % 4],
            trusted=i % 9 > 0,
        )
        for i in range(count)
    ]


def test_a_decision_says_everything_and_can_be_replayed() -> None:
    library = mixed_library(60)
    history = [Played(track="t3", artist="artist 3", title="title t3", at=999_000.0)]
    decision = decide(library, now=library[0], history=history, wanted=3, temperature=0.2, seed=7, target=0.8)
    assert len(decision.picks) == len(set(decision.picks)) == 3
    assert set(decision.picks) <= {candidate.track for candidate in decision.candidates}
    assert len(decision.candidates) == SHORTLIST
    assert decision.considered == 60
    assert decision.counts == {"same track": 1, "title separation": 1, "artist separation": 2}
    assert {veto.track for veto in decision.vetoes} == {"t0", "t3", "t43"}
    assert (decision.model, decision.provider) == (SCORER.model_id, SCORER.provider)
    for candidate in decision.candidates:
        assert candidate.total == pytest.approx(sum(candidate.terms.values()))
        assert len(candidate.features) == 14
    logged = msgspec.json.encode(decision)
    read = msgspec.json.decode(logged, type=Decision)
    assert read == decision
    assert replay(read) == replay(read, SCORER) == decision.picks


def test_a_replay_notices_other_weights_and_a_changed_log() -> None:
    library = mixed_library(20)
    decision = decide(library, now=library[0])
    with pytest.raises(ModelError, match="replay with those"):
        replay(decision, scorer(2))
    wrong = [msgspec.structs.replace(one, quality=one.quality + 0.01) for one in decision.candidates]
    with pytest.raises(ModelError, match="other scores"):
        replay(msgspec.structs.replace(decision, candidates=wrong), SCORER)


def test_the_seed_decides_the_draw_and_nothing_else() -> None:
    library = mixed_library(60)
    decisions = [decide(library, now=library[0], temperature=0.5, seed=seed) for seed in range(20)]
    assert decisions[3].picks == decide(library, now=library[0], temperature=0.5, seed=3).picks
    assert len({decision.picks[0] for decision in decisions}) > 5
    assert all(decision.candidates == decisions[0].candidates for decision in decisions)


def test_without_temperature_the_best_is_picked_whatever_the_order_of_the_library() -> None:
    library = mixed_library(60)
    decision = decide(library, now=library[0], wanted=1, seed=5)
    assert decision.picks == [decision.candidates[0].track]
    turned = decide(library[::-1], now=library[0], wanted=1, seed=6)
    assert turned.picks == decision.picks


def test_the_scorer_decides_where_taste_is_silent() -> None:
    library = mixed_library(40)
    decision = decide(library, INDIFFERENT, now=track("now", trusted=True))
    best = {candidate.track: candidate for candidate in decision.candidates}[decision.picks[0]]
    clean = [one for one in decision.candidates if not one.vetoes]
    assert best.quality == max(one.quality for one in clean)


def test_energy_is_followed() -> None:
    library = [track(f"{energy}", energy=energy) for energy in (0.2, 0.5, 0.9)]
    wish = Taste(energy_weight=2.0)
    assert decide(library, wish, now=track("now"), target=0.2).picks == ["0.2"]
    assert decide(library, wish, now=track("now"), target=0.9).picks == ["0.9"]
    bold = Taste(energy_weight=2.0, energy_bias=0.3)
    assert decide(library, bold, now=track("now"), target=0.2).picks == ["0.5"]


def test_harmony_is_liked_and_a_clash_has_its_reason() -> None:
    library = [track("clash", key=key("2A")), track("fifth", key=key("9A"))]
    decision = decide(library, Taste(harmonic_weight=2.0), now=track("now"), wanted=2)
    assert decision.picks == ["fifth", "clash"]
    vetoes = decision.candidates[1].vetoes
    assert [(veto.rule, veto.hard) for veto in vetoes] == [("key", False)]
    assert vetoes[0].reason == "8A to 2A is harmonically 0 of 100 (avoid)"
    assert vetoes[0].reason in decision.why("clash")


def test_a_tempo_out_of_reach_is_left_for_when_there_is_nothing_else() -> None:
    library = [track("far", bpm=140.0), track("near", bpm=122.0, key=key("2A"), genre="classical")]
    decision = decide(library, now=track("now"), wanted=2)
    assert decision.picks == ["near", "far"]
    assert "120.0 to 140.0 BPM is a stretch of 16.7 %" in decision.why("far")
    assert decide(library[:1], now=track("now")).picks == ["far"]


def test_novelty_prefers_what_rested() -> None:
    library = [track("a"), track("b")]
    history = [
        Played(track="a", artist="x", title="y", at=1_000_000.0 - 9_000),
        Played(track="b", artist="x", title="y", at=1_000_000.0 - 90_000),
    ]
    assert decide(library, now=track("now"), history=history).picks == ["b"]


def test_a_wish_is_heard_and_rules_bind_it() -> None:
    library = [track("a"), track("b", energy=0.2)]
    assert decide(library, now=track("now"), wishes={"b": 1.0, "gone": 1.0}).picks == ["b"]
    played = [Played(track="b", artist="artist b", title="title b", at=999_990.0)]
    assert decide(library, now=track("now"), wishes={"b": 9.0}, history=played).picks == ["a"]


def test_a_ballot_has_each_artist_once_if_it_can() -> None:
    library = [track(f"ada{i}", artist="Ada", energy=0.6) for i in range(5)]
    library += [track("bob", energy=0.2), track("cid", energy=0.1)]
    picks = decide(library, now=track("now"), wanted=3).picks
    assert sorted(pick.rstrip("01234") for pick in picks) == ["ada", "bob", "cid"]
    assert len(decide(library, now=track("now"), wanted=6).picks) == 6


def test_nominated_tracks_are_not_nominated_again() -> None:
    library = mixed_library(30)
    first = decide(library, now=library[0], wanted=2).picks
    second = decide(library, now=library[0], wanted=2, without=frozenset(first)).picks
    assert set(first).isdisjoint(second)


def test_a_set_starts_on_its_curve_with_a_track_that_can_be_mixed() -> None:
    library = [track("right", energy=0.3), track("loose", energy=0.3, trusted=False), track("loud", energy=0.95)]
    decision = decide(library, target=0.3)
    assert decision.picks == ["right"]
    assert decision.now == ""
    assert decision.candidates[0].features == []
    assert replay(decision, SCORER) == ["right"]
    assert len({decide(library, target=0.3, temperature=1.0, seed=seed).picks[0] for seed in range(20)}) == 3


def test_stars_count_once_votes_have_trained_them() -> None:
    liking_five = no_stars()
    liking_five.bias[:] = [0, 0, 0, 0, 10]
    network = msgspec.structs.replace(random(1), stars=liking_five, stars_trained=True)
    library = mixed_library(10)
    decision = decide(library, now=library[0], by=Scorer(to_onnx(network)))
    assert decision.candidates[0].terms["stars"] == pytest.approx(0.5, abs=0.01)
    assert "stars" not in decide(library, now=library[0]).candidates[0].terms


def test_no_library_no_picks() -> None:
    assert decide([]).picks == []
    assert decide([], now=track("now")).picks == []


def test_ten_thousand_tracks() -> None:
    """All are considered, and the log stays small."""
    library = mixed_library(10_000)
    decision = decide(library, now=library[0], wanted=3, temperature=0.1)
    assert decision.considered == 10_000
    assert len(decision.picks) == 3
    assert len(msgspec.json.encode(decision)) < 60_000
