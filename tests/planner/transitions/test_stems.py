"""Stems in a transition: they add up to the tracks, each moves as the recipe says, and without them it is played all
the same."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from engine.errors import ModelError
from engine.programme.decks import DECKS
from planner.catalogue.analysis import Key
from planner.stems.splitting import Splitting
from planner.stems.stems import STEMS
from planner.transitions import split
from planner.transitions.audition import audition
from planner.transitions.lay import lay
from planner.transitions.measure.alone import alone
from planner.transitions.measure.bus import buses
from planner.transitions.measure.measure import measures
from planner.transitions.measure.seam import Seam
from planner.transitions.measure.vocals import vocals
from planner.transitions.pcm import read_window
from planner.transitions.plan import plan
from planner.transitions.recipes import RECIPES, usable
from planner.transitions.render import render, rendered
from planner.transitions.transition import Apart, Prepared, Transition
from tests.support.booth import AROUND, RATE, Deck
from tests.support.tracks import made_track

pytestmark = pytest.mark.slow

STEMMED = [name for name, recipe in RECIPES.items() if recipe.apart]


class Scene:
    """Two pieces on disk, and a hand-over of stems between them."""

    def __init__(self, folder: Path) -> None:
        self.a = Deck(folder, "a", bpm=122.0, seconds=68, genre="house", key="5A")
        self.b = Deck(folder, "b", bpm=124.0, seconds=68, genre="house", key="5A", seed=1)
        self.folder = folder / "seams"
        self.t = self.planned("stem_handover")
        self.prepared, self.t = rendered(self.t, self.a.pcm, self.b.pcm, self.folder, Splitting())

    def planned(self, recipe: str) -> Transition:
        a, b = self.a.track, self.b.track
        return plan(a, b, sample_rate=RATE, target_lufs=-16.0, recipe=recipe, stems=True, bars=8)

    def seam(self, t: Transition, prepared: Prepared) -> Seam:
        heard = audition(t, self.a.pcm, self.b.pcm, prepared, AROUND)
        by_themselves = alone(t, self.a.pcm, self.b.pcm, AROUND)
        return Seam(t, self.a.track, self.b.track, buses(heard, RATE), by_themselves)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


def summed(files: tuple[str, ...], frames: int) -> np.ndarray:
    return np.sum([read_window(Path(file), 0, frames) for file in files], axis=0)


def test_stems_add_up_to_the_lane_sample_for_sample(scene: Scene) -> None:
    t, ready = scene.t, scene.prepared
    assert t.stems == "dsp" and t.fallback == ""
    for lane, stems, time_map in (
        (ready.from_pcm, ready.from_stems, t.map_from),
        (ready.to_pcm, ready.to_stems, t.map_to),
    ):
        frames = time_map[-1][0] - time_map[0][0]
        whole = read_window(Path(lane), 0, frames)
        inner = slice(64, -64)  # at its edges the first stem has what the engine takes from the others
        assert np.abs(summed(stems, frames) - whole)[inner].max() < 1e-6


def test_a_track_that_is_not_stretched_is_split_as_it_is(scene: Scene, tmp_path: Path) -> None:
    start = 20 * RATE
    t = replace(scene.t, map_from=((0, float(start)), (4 * RATE, float(start + 4 * RATE))))
    ready = render(t, scene.a.pcm, scene.b.pcm, tmp_path, Splitting())
    assert ready.from_pcm == ""
    plain = read_window(scene.a.pcm, start, start + 4 * RATE)
    assert np.abs(summed(ready.from_stems, 4 * RATE) - plain)[64:].max() < 1e-6


def test_stems_that_nothing_moves_sound_like_the_whole_track(scene: Scene) -> None:
    """With its body before and behind: nobody hears where they begin and end."""
    still = replace(scene.t, apart=Apart(), envelopes_from={}, envelopes_to={}, echoes=())
    apart = audition(still, scene.a.pcm, scene.b.pcm, scene.prepared, AROUND)
    whole = audition(still, scene.a.pcm, scene.b.pcm, Prepared(scene.prepared.from_pcm, scene.prepared.to_pcm), AROUND)
    for one, other in ((apart.bus_a, whole.bus_a), (apart.bus_b, whole.bus_b)):
        assert np.abs(one - other).max() < 1e-5  # −100 dBFS


def test_each_stem_plays_on_a_lane_of_its_track_s_deck(scene: Scene) -> None:
    one, other = DECKS
    clips = lay(
        scene.t, 500, pcm_from="/a", pcm_to="/b", prepared=scene.prepared, lane_from=one.first, lane_to=other.first,
        echo_lanes=one.echoes, stem_lanes=(one.lanes, other.lanes),
    )  # fmt: skip
    assert [clip.lane for clip in clips] == [*one.lanes, *other.lanes]
    assert [Path(clip.pcm).stem.split("-")[1] for clip in clips] == [*STEMS, *STEMS]
    levels = {clip.lane: clip.envelopes.get("level") for clip in clips}
    leaving, entering = levels[one.lanes[STEMS.index("vocals")]], levels[other.lanes[STEMS.index("vocals")]]
    assert leaving is not None and entering is not None
    assert leaving.at(scene.t.centre) == 0.0 and entering.at(scene.t.centre - RATE) == 0.0
    assert all(clip.part == "seam" and clip.at == 500 for clip in clips)


def test_without_lanes_for_them_the_tracks_play_whole(scene: Scene) -> None:
    clips = lay(
        scene.t, 0, pcm_from="/a", pcm_to="/b", prepared=scene.prepared, lane_from=127, lane_to=4, echo_lanes=(),
        stem_lanes=((), (4, 5, 6, 7)),
    )  # fmt: skip
    assert [clip.lane for clip in clips] == [127, 4]
    assert [clip.pcm for clip in clips] == [scene.prepared.from_pcm, scene.prepared.to_pcm]
    assert clips[0].envelopes.keys() == scene.t.envelopes_from.keys()


@pytest.mark.parametrize("recipe", STEMMED)
def test_every_recipe_of_stems_sounds_right(scene: Scene, recipe: str) -> None:
    t = scene.planned(recipe)
    assert t.recipe == recipe
    prepared, t = rendered(t, scene.a.pcm, scene.b.pcm, scene.folder, Splitting())
    found = measures(scene.seam(t, prepared))
    wrong = {name: one for name, one in found.items() if one.measurable and not one.ok}
    assert wrong.keys() <= {"M15"}, wrong


def test_what_was_split_is_not_split_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split, "make_splitter", lambda _: pytest.fail("it was split again"))
    assert render(scene.t, scene.a.pcm, scene.b.pcm, scene.folder, Splitting()) == scene.prepared


def test_a_stem_that_is_gone_is_split_again(scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "seams"
    shutil.copytree(scene.folder, folder)
    gone = folder / Path(scene.prepared.to_stems[2]).name
    gone.unlink()
    again = render(scene.t, scene.a.pcm, scene.b.pcm, folder, Splitting())
    assert Path(again.to_stems[2]) == gone
    assert gone.read_bytes() == Path(scene.prepared.to_stems[2]).read_bytes()


def test_a_splitter_that_fails_costs_the_stems_and_nothing_else(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(_: Splitting) -> None:
        raise ModelError("these weights are none")

    monkeypatch.setattr(split, "make_splitter", broken)
    prepared, t = rendered(scene.planned("stem_handover"), scene.a.pcm, scene.b.pcm, tmp_path, Splitting())
    assert t.stems == "none" and "these weights are none" in t.fallback
    assert prepared.from_pcm and not prepared.from_stems


def test_a_voice_that_left_with_its_stem_meets_no_other(scene: Scene) -> None:
    """Both sing all the time; the fourth is what the splitter leaves of a voice in the rest."""
    singing = [(0.0, 68.0)]
    a, b = (replace(deck.track, analysis=replace(deck.track.analysis, vocals=singing)) for deck in (scene.a, scene.b))
    seam = scene.seam(scene.t, scene.prepared)
    apart = vocals(Seam(scene.t, a, b, seam.heard, seam.alone))
    whole = vocals(Seam(replace(scene.t, stems="none"), a, b, seam.heard, seam.alone))
    assert (apart.value or 0.0) < 0.5 * (whole.value or 0.0)
    assert "stems are up" in apart.detail and "without stems" in whole.detail


def test_recipes_of_stems_are_chosen_where_tracks_can_be_split_only() -> None:
    a, b = made_track("a", bpm=128), made_track("b", bpm=130, first=0.2)
    assert plan(a, b, sample_rate=RATE, target_lufs=-16.0).recipe == "blend"
    assert plan(a, b, sample_rate=RATE, target_lufs=-16.0, stems=True).recipe == "stem_handover"
    assert {recipe.name for recipe in usable(stems=True)} - {recipe.name for recipe in usable(stems=False)} == {
        *STEMMED
    }


def test_clashing_keys_meet_in_drums_alone() -> None:
    a, b = (
        made_track("a", bpm=128, key=Key("8A", "A minor", 1.0)),
        made_track("b", bpm=130, first=0.2, key=Key("2A", "E flat minor", 1.0)),
    )
    assert plan(a, b, sample_rate=RATE, target_lufs=-16.0, stems=True).recipe == "drums_bridge"


def test_a_voice_is_carried_over_a_track_without_one_only() -> None:
    singing = made_track("a", bpm=128, vocals=[(0.0, 1_000.0)])
    instrumental, other = made_track("b", bpm=130, first=0.2), made_track("b", bpm=130, vocals=[(0.0, 1_000.0)])
    why = plan(instrumental, singing, sample_rate=RATE, target_lufs=-16.0, stems=True, recipe="acapella").why
    assert any("of a voice to carry over" in reason for reason in why)
    why = plan(singing, other, sample_rate=RATE, target_lufs=-16.0, stems=True, recipe="acapella").why
    assert any("a voice is there already" in reason for reason in why)
    why = plan(singing, instrumental, sample_rate=RATE, target_lufs=-16.0, stems=True, recipe="acapella").why
    assert not any("voice" in reason for reason in why[1:])
