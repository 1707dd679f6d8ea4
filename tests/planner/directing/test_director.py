"""The director on an offline engine, with real tracks, real choosing and real rendering; the faults are real too."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from engine.hand.panic import Panic
from engine.ladder.ladder import Ladder, Reach
from engine.pcm.file import frames_of
from engine.pcm.safety import Safety
from engine.places import Places
from engine.programme.clip import Clip, plain_map
from engine.programme.decks import DECKS, NOBODYS
from engine.programme.programme import Splice
from engine.programme.touch import ceil_tick
from planner.directing import director
from planner.directing.ballot_box import BallotBox
from planner.directing.crate import Crate
from planner.directing.crew import Crew
from planner.directing.director import Director
from planner.directing.entry import last_entry
from planner.directing.nominators import Nominators, found
from planner.directing.offline_air import Finished, OfflineAir
from planner.directing.shelf import Shelf
from planner.directing.wall import Wall
from planner.jobs import Inline
from planner.library.librarian import Librarian
from planner.settings import PlannerSettings
from planner.stems.splitting import Splitting
from planner.store import Store
from planner.transitions import made_ready
from planner.transitions.transition import Transition
from tests.support.listener import longest_quiet
from tests.support.on_air import make_music

pytestmark = pytest.mark.slow

RATE = 44_100
SECONDS = 120.0
SETTINGS = PlannerSettings(play_share=0.3, lead_seconds=10, ballot_seconds=5, shortest_seconds=20, exploration=0.0)


class Set:
    """A director, its air, and what was heard."""

    def __init__(
        self,
        places: Places,
        store: Store,
        seconds: float = SECONDS,
        settings: PlannerSettings = SETTINGS,
        splitting: Splitting | None = None,
    ) -> None:
        self.heard: list[np.ndarray] = []
        self.events: list[str] = []
        self.air = OfflineAir(RATE, -16.0, round(seconds * RATE), self.heard.append)
        jobs = Inline()
        wall = Wall(0, 1_000_000.0, RATE)
        nominators = Nominators(found(store, places.models, settings), settings.rules())
        box = BallotBox(store, nominators, settings, lambda: wall, lambda event, **facts: self.events.append(event))
        crate = Crate(places.pcm, RATE, 10**10, jobs, lambda: [clip.pcm for clip in self.air.programme.clips])
        self.shelf = Shelf(store.catalogue)
        crew = Crew(self.air, self.shelf, crate, box, jobs, places.seams, splitting)
        self.director = Director(crew, settings)

    def play(self) -> np.ndarray:
        """Everything that was heard, float32 (frames, 2)."""
        with pytest.raises(Finished):
            asyncio.run(self.director.run())
        return np.concatenate(self.heard)


@pytest.fixture(scope="module")
def listened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a station that has listened to three pieces."""
    folder = tmp_path_factory.mktemp("listened")
    music = make_music(folder / "music", seconds=80.0, count=3)
    places = Places(folder / "data").make()
    with Store.open(places, "planner") as store:
        asyncio.run(Librarian([music], store.catalogue, Inline(), 10_800.0).look())
    return places.data


@pytest.fixture
def places(listened: Path, tmp_path: Path) -> Places:
    return Places(shutil.copytree(listened, tmp_path / "data"))


@pytest.fixture
def store(places: Places) -> Iterator[Store]:
    with Store.open(places, "planner") as store:
        yield store


def test_seams_are_rendered_measured_and_spliced_over_the_plain_tracks(places: Places, store: Store) -> None:
    made = Set(places, store)
    splices: list[Splice] = []
    watch(made, splices.append)
    samples = made.play()
    assert longest_quiet(samples, RATE) < 0.25
    assert made.director.late == 0
    first = made.director.handed_over[0]
    assert first.transition.measures["M6"].measurable
    assert first.transition.score is not None
    plain, rendered = (splice for splice in splices if splice.at == first.at)
    assert all(str(places.pcm) in clip.pcm for clip in plain.clips)
    assert any(str(places.seams) in clip.pcm for clip in rendered.clips) or first.transition.recipe in (
        "cut",
        "echo_out",
    )
    assert made.events.count("ballot") >= 2
    assert all(splice.phrases for splice in splices)


def test_a_nudge_is_nobody_else_s_hand(places: Places, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendered, the next track begins some frames later in its PCM than was planned, and so ends sooner."""

    def moved(t: Transition, *_: object) -> Transition:
        return replace(t, map_to=tuple((frame, source + 37.0) for frame, source in t.map_to))

    monkeypatch.setattr(made_ready, "nudged", moved)
    made = Set(places, store)
    warned: list[str] = []
    monkeypatch.setattr(director.log, "warning", lambda event, **_: warned.append(event), raising=False)
    assert longest_quiet(made.play(), RATE) < 0.25
    nudged = [one for one in made.director.handed_over if one.transition.score is not None]
    assert nudged and "the programme is not as planned: planning anew" not in warned


def test_stems_come_on_air_on_lanes_of_their_own(places: Places, store: Store) -> None:
    made = Set(places, store, splitting=Splitting())
    splices: list[Splice] = []
    watch(made, splices.append)
    samples = made.play()
    assert longest_quiet(samples, RATE) < 0.25
    assert made.director.late == 0
    stemmed = [one for one in made.director.handed_over if one.transition.stems == "dsp"]
    assert stemmed, "two pieces of one tempo hand their stems over"
    rendered = [splice for splice in splices if splice.at == stemmed[0].at][-1]
    lanes = {clip.lane for clip in rendered.clips if clip.part == "seam"}
    assert lanes == {*DECKS[0].lanes, *DECKS[1].lanes}


def test_where_time_is_short_a_seam_goes_without_stems(
    places: Places, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OfflineAir, "patience", lambda *_: 8.0)
    made = Set(places, store, splitting=Splitting())
    assert longest_quiet(made.play(), RATE) < 0.25
    without = [one for one in made.director.handed_over if one.transition.apart is not None]
    assert without and made.director.late == 0
    assert all(one.transition.stems == "none" and "they take" in one.transition.fallback for one in without)


def test_without_rubber_band_the_seam_plays_on_the_plain_tracks(
    places: Places, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    made = Set(places, store)
    samples = made.play()
    assert longest_quiet(samples, RATE) < 0.25
    stretched = [one for one in made.director.handed_over if one.transition.recipe in ("blend", "filter_sweep")]
    assert stretched, "two pieces of one tempo are blended"
    assert all("rubberband" in one.transition.fallback for one in stretched)
    assert made.director.late == len(stretched)


def test_a_programme_of_a_track_that_the_catalogue_does_not_know_is_begun_anew(
    places: Places, store: Store, tmp_path: Path
) -> None:
    pcm = tmp_path / "stranger.f32"
    np.full((60 * RATE, 2), 0.1, np.float32).tofile(pcm)
    made = Set(places, store, seconds=30.0)
    stranger = Clip(
        at=0, length=60 * RATE, lane=0, pcm=str(pcm), map=plain_map(60 * RATE, 0), track="stranger", part="body"
    )
    asyncio.run(made.air.splice(Splice(at=0, clips=[stranger], marks=[])))
    made.play()
    assert made.air.marks, "a track of the catalogue came on air"
    assert store.catalogue.track(made.air.marks[0].track) is not None


def test_votes_that_were_counted_decide_also_when_the_planner_died_behind_the_count(
    places: Places, store: Store
) -> None:
    first = Set(places, store, seconds=40.0)
    first.play()
    ballot = store.ballots.recent(1)[0]
    entry = last_entry(first.air.programme, first.air.horizon)
    assert entry is not None
    again = Set(places, store)
    if not ballot.closed:
        ballot = store.ballots.close(ballot.id, ballot.candidates[-1].id, {ballot.candidates[-1].id: 1})
    taken = asyncio.run(
        again.director._crew.box.open(again.shelf, replace(entry, track=ballot.after_track, at=0), 0, RATE)
    )
    assert taken.id == ballot.id
    ranked = asyncio.run(again.director._crew.box.close(taken))
    assert ranked[0].id == taken.winner
    fresh = asyncio.run(
        again.director._crew.box.open(again.shelf, replace(entry, track=ballot.after_track, at=0), 7, RATE)
    )
    assert fresh.id != ballot.id, "once"


def test_a_track_whose_file_is_gone_is_left_out_and_the_next_one_plays(
    places: Places, store: Store, tmp_path: Path
) -> None:
    made = Set(places, store)
    on_shelf = [track.id for track in store.catalogue.all()]
    broken = store.catalogue.track(on_shelf[0])
    assert broken is not None
    store.catalogue.move(broken.id, str(tmp_path / "nowhere.flac"))
    made.shelf.refresh()
    samples = made.play()
    assert longest_quiet(samples, RATE) < 0.25
    assert all(one.track.id != broken.id for one in made.director.handed_over)


def test_when_the_ladder_took_over_the_director_plans_from_there(places: Places, store: Store) -> None:
    made = Set(places, store)
    splices: list[Splice] = []
    watch(made, splices.append)
    at_frame(made, 12 * RATE, lambda: made.air.splice(fallback(made, made.air.horizon)))
    samples = made.play()
    assert longest_quiet(samples, RATE) < 0.25
    safety = next(splice for splice in splices if splice.author == "ladder")
    after = [one for one in made.director.handed_over if one.at > safety.at]
    assert after, "the set went on behind the safety track"
    assert after[0].leaving.lane == 14


def test_a_track_that_is_held_is_not_left_and_goes_round_where_it_would_end(places: Places, store: Store) -> None:
    made = Set(places, store, seconds=160.0)
    splices: list[Splice] = []
    watch(made, splices.append)
    at_frame(made, 5 * RATE, lambda: hold(made, True))
    at_frame(made, 110 * RATE, lambda: hold(made, False))
    samples = made.play()
    assert longest_quiet(samples, RATE) < 0.25
    first = made.director.handed_over[0]
    assert first.at > 110 * RATE
    rounds = [splice for splice in splices if {clip.track for clip in splice.clips} == {first.leaving.track}]
    assert len(rounds) >= 2, "the opening, and once round"
    assert first.leaving.at == rounds[-1].at
    assert made.director.late == 0


def test_what_is_held_when_its_seam_is_planned_is_left_later_for_the_same_track(places: Places, store: Store) -> None:
    made = Set(places, store)
    splices: list[Splice] = []

    def note(splice: Splice) -> None:
        splices.append(splice)
        if len(splices) == 2:  # the seam, on the plain tracks
            hold(made, True)
            at_frame(made, splice.at + 5 * RATE, lambda: hold(made, False))

    watch(made, note)
    samples = made.play()
    assert longest_quiet(samples, RATE) < 0.25
    planned, taken_back = splices[1], splices[2]
    assert taken_back.at < planned.at
    assert {clip.track for clip in taken_back.clips} == {splices[0].clips[0].track}
    first = made.director.handed_over[0]
    assert first.at > planned.at + 5 * RATE
    assert first.track.id == planned.marks[-1].track, "what was announced stays so"
    assert [mark.track for mark in made.air.marks if mark.kind == "track"][:2] == [
        splices[0].clips[0].track,
        first.track.id,
    ]


def test_a_skip_closes_the_ballot_and_brings_the_winner_with_the_next_phrase(places: Places, store: Store) -> None:
    late = replace_settings(play_share=0.95)
    usual = Set(places, store, seconds=80.0, settings=late)
    usual.play()
    made = Set(places, store, settings=late)
    at_frame(made, 8 * RATE, lambda: skip(made))
    samples = made.play()
    assert longest_quiet(samples, RATE) < 0.25
    assert 8 * RATE < made.director.handed_over[0].at < 40 * RATE < usual.director.handed_over[0].at


def test_a_skip_brings_a_seam_forward_that_is_planned_and_not_settled(places: Places, store: Store) -> None:
    made = Set(places, store, settings=replace_settings(lead_seconds=45, play_share=0.8))
    splices: list[Splice] = []

    def note(splice: Splice) -> None:
        splices.append(splice)
        if len(splices) == 2:  # the seam, on the plain tracks
            skip(made)

    watch(made, note)
    samples = made.play()
    assert longest_quiet(samples, RATE) < 0.25
    planned, sooner = splices[1], splices[2]
    assert sooner.at < planned.at
    first = made.director.handed_over[0]
    assert (first.at, first.track.id) == (sooner.at, planned.marks[-1].track)
    assert made.director.late == 0


def test_behind_a_panic_the_director_plans_out_of_the_safety_track(places: Places, store: Store) -> None:
    made = Set(places, store)
    splices: list[Splice] = []
    watch(made, splices.append)
    at_frame(made, 12 * RATE, lambda: made.air.splice(panicked(made, places)))
    samples = made.play()
    assert longest_quiet(samples, RATE) < 0.25
    panic = next(splice for splice in splices if splice.author == "hand")
    after = [one for one in made.director.handed_over if one.at > panic.at]
    assert after, "the set went on behind the safety track"
    assert after[0].leaving.lane in NOBODYS


def hold(made: Set, held: bool) -> None:
    made.air.held = held


def skip(made: Set) -> None:
    made.air.skips += 1


def panicked(made: Set, places: Places) -> Splice:
    """What a hand's panic plays: a loop of what is on air, as the engine keeps it."""
    playing = next(clip for clip in made.air.programme.clips if clip.part == "body")
    pcm = places.journal / "safety-1.pcm"
    shutil.copyfile(playing.pcm, pcm)
    frames = frames_of(pcm)
    held = Safety(pcm=str(pcm), frames=frames, start=0, end=frames - 8 * RATE, track=playing.track)
    ladder = Ladder(Reach(threshold=20 * RATE, fade=8 * RATE, join=RATE), RATE)
    at = ceil_tick(made.air.horizon)
    return Panic(ladder=ladder, safety=held, quick=160, until=at + 60 * RATE).splice(made.air.programme, at)


def at_frame(made: Set, at: int, act: Callable[[], Awaitable[None] | None]) -> None:
    """Have ``act`` done when the air has come to frame ``at``."""
    advance = made.air.advance

    async def advanced(until: int) -> None:
        before = made.air.frame
        await advance(min(until, at) if before < at else until)
        if before < at <= made.air.frame and (doing := act()) is not None:
            await doing

    made.air.advance = advanced  # type: ignore[method-assign]


def replace_settings(**changes: float) -> PlannerSettings:
    return SETTINGS.model_copy(update=changes)


def watch(made: Set, note: Callable[[Splice], None]) -> None:
    """Hear of every splice."""
    splice = made.air.splice

    async def noted(change: Splice) -> None:
        await splice(change)
        note(change)

    made.air.splice = noted  # type: ignore[method-assign]


def fallback(made: Set, at: int) -> Splice:
    playing = next(clip for clip in made.air.programme.clips if clip.part == "body")
    length = 40 * RATE
    clip = Clip(
        at=at, length=length, lane=14, pcm=playing.pcm, map=plain_map(length, 0), track=playing.track, part="fallback"
    )
    return Splice(at=at, clips=[clip], marks=[], author="ladder")
