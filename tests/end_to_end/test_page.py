"""The listener's page in a real browser, on real engine, outputs and web processes; the test decides as the planner."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from benchmarks.ports import two_free_ports
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Mark, Splice
from planner.catalogue.track import Tags, Track
from planner.store import Store
from planner.tournament.ballot import Ballot, Candidate
from planner.tournament.competitor import Birth, Competitor
from planner.transitions.taste import Taste
from tests.end_to_end.browser import becomes, chromium, text
from tests.support.station import RATE, Process, Station, station
from tests.support.tracks import made_track
from tests.support.wait import eventually

pytestmark = pytest.mark.browser

EVIL = '<img src=x onerror="window.evil=1">'
QUICK = {"settled_seconds": 2, "threshold_seconds": 3, "fade_seconds": 2, "lead_seconds": 4}
BEFORE, SEAM = 7, 6  # seconds of the first track alone, and of the seam
VOTING = 600  # seconds
DRAWN = """(id) => { const canvas = document.getElementById(id); const { width, height } = canvas;
  return canvas.clientHeight > 20 && canvas.getContext('2d').getImageData(0, 0, width, height).data.some(Boolean); }"""


class OnAir:
    """A station on air with its ident, and its page's address."""

    def __init__(self, everset: Station) -> None:
        self.everset = everset
        self.port = two_free_ports()
        stream_port = self.port + 1
        self.engine = everset.start("engine", **QUICK).up()
        self.outputs = everset.start("outputs", stream_port=stream_port, distance_seconds=3.0).up()
        self.store = Store.open(everset.places, "planner")
        self.decide()
        self.settings = {"station": "Radio Nocturne", "port": self.port, "stream_port": stream_port}
        self.web = self.start_web()
        self.address = f"http://127.0.0.1:{self.port}/"

    def start_web(self) -> Process:
        return self.everset.start("web", **self.settings, distance_seconds=3.0).up()

    def splice(self) -> int:
        """Put a track, a seam and another track on the programme; the frame at which the title changes."""
        first, second = self.everset.pcm("a", 60, 1, 0.1), self.everset.pcm("b", 120, 2, 0.1)
        at = self.engine.ask("status")["horizon"] + RATE
        seam, length = at + BEFORE * RATE, SEAM * RATE
        down, up = Envelope(((0, 1.0), (length, 0.0))), Envelope(((0, 0.0), (length, 1.0)))
        clips = [
            clip(first, (at, BEFORE * RATE), 0, 0),
            clip(first, (seam, length), 0, BEFORE * RATE, down),
            clip(second, (seam, length), 4, 0, up),
            clip(second, (seam + length, 100 * RATE), 4, length),
        ]
        data: dict[str, object] = {
            "from": "a",
            "to": "b",
            "recipe": "blend",
            "bars": 4,
            "centre": length // 2,
            "beats": [beat * RATE / 2 for beat in range(20)],
            "map_from": [[0, BEFORE * RATE], [length, (BEFORE + SEAM) * RATE]],
            "map_to": [[0, 0], [length, length]],
            "why": ["same key"],
        }
        centre = seam + length // 2
        marks = [
            Mark(at=at, kind="track", track="a", title=EVIL, artist="Ann", length=30 * RATE, data={"bpm": 124.0}),
            Mark(at=seam, kind="transition", track="b", title="Second", artist="Ben", length=length, data=data),
            Mark(at=centre, kind="track", track="b", title="Second", artist="Ben", length=100 * RATE),
        ]
        self.engine.ask("splice", change=msgspec.to_builtins(Splice(at=at, clips=clips, marks=marks)))
        return centre

    def decide(self) -> None:
        """What the planner would have stored."""
        for id, title in (("a", EVIL), ("b", "Second")):
            self.store.catalogue.put(track(id, title), 1, 1)
        self.store.catalogue.set_aside(f"/music/{EVIL.replace('/', '')}.mp3", "damaged", f"Broken. {EVIL}")
        self.store.tournament.record([competitor("m0", "Velvet Otter"), competitor("m1", EVIL, ("m0",))])
        now = self.engine.ask("status")["frame"]
        candidates = tuple(candidate(f"c{i}", title, f"m{i}") for i, title in enumerate(("Low Tide", EVIL)))
        ballot = Ballot(
            id="b1", after_track="a", opens_frame=now, closes_frame=now + VOTING * RATE, candidates=candidates
        )
        self.store.ballots.open(ballot)

    def close(self) -> None:
        self.store.close()


@pytest.fixture(scope="module")
def on_air(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnAir]:
    with station(tmp_path_factory.mktemp("page") / "station") as everset:
        made = OnAir(everset)
        yield made
        made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def opened(browser: Browser, address: str, **options: Any) -> Page:
    """The page in a context of its own: a listener of its own. Whatever goes wrong in it fails the test."""
    page = browser.new_context(**options).new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
    page.goto(address)
    becomes(page, "document.querySelectorAll('.candidate').length === 2")
    return page


def listening(page: Page) -> None:
    page.click("#play")
    becomes(page, "document.getElementById('audio').currentTime > 0.5")
    becomes(page, "document.getElementById('now-label').textContent === 'You hear'")


def test_it_plays_and_its_title_changes_when_the_listener_hears_it(on_air: OnAir, browser: Browser) -> None:
    page = opened(browser, on_air.address)
    assert page.evaluate("document.getElementById('audio').paused")
    listening(page)
    first = page.evaluate("document.getElementById('audio').currentTime")
    assert page.evaluate("document.getElementById('seam').clientHeight") == 0  # nothing is planned, nothing is drawn
    centre = on_air.splice()
    becomes(page, f"document.getElementById('audio').currentTime > {first + 1.0}")
    eventually(lambda: text(page, "title") == EVIL, 30)  # the ident makes room for it
    becomes(page, "document.getElementById('seam-to').textContent === 'Second'")
    becomes(page, f"({DRAWN})('seam') && ({DRAWN})('progress')")
    assert "in 0:" in text(page, "seam-count")
    played = becomes(
        page,
        "document.getElementById('title').textContent === 'Second' && document.getElementById('audio').currentTime",
        60,
    )
    (listener,) = on_air.outputs.ask("listeners")["listeners"]
    late = (listener["start_frame"] + played * RATE - centre) / RATE
    print(f"the title changed {late:.2f} s after its frame was heard")
    assert 0 <= late < 2.0
    behind = (on_air.engine.ask("status")["frame"] - centre) / RATE
    assert behind > 2.0  # the engine was there long before: the page follows the ear
    page.context.close()


def test_a_vote_shows_in_another_browser(on_air: OnAir, browser: Browser) -> None:
    voter, watcher = opened(browser, on_air.address), opened(browser, on_air.address)
    voter.click(".candidate >> nth=0")
    becomes(voter, "document.getElementById('ballot-said').textContent.includes('start the player')")
    listening(voter)
    counted = "document.querySelector('.votes').textContent === '1'"
    began = time.monotonic()
    voter.click(".candidate >> nth=0")
    becomes(watcher, counted)
    print(f"the count changed in the second browser {1000 * (time.monotonic() - began):.0f} ms after the press")
    becomes(voter, "document.querySelector('.candidate').getAttribute('aria-pressed') === 'true'")
    assert watcher.evaluate("document.querySelector('.candidate').getAttribute('aria-pressed')") == "false"
    voter.click(".candidate >> nth=1")
    becomes(watcher, "[...document.querySelectorAll('.votes')].map(v => v.textContent).join() === '0,1'")
    assert on_air.store.votes.tally("b1") == {"c1": 1}
    for page in (voter, watcher):
        page.context.close()


def test_strangers_text_stays_text(on_air: OnAir, browser: Browser) -> None:
    page = opened(browser, on_air.address)
    becomes(page, "document.querySelectorAll('.competitor').length === 2")
    page.click(".competitor >> nth=1")
    becomes(page, "document.querySelectorAll('.tree li').length === 2")
    page.click(".close")
    shown = page.evaluate("[...document.querySelectorAll('.candidate .name')].map(name => name.textContent)")
    assert shown == ["Low Tide", EVIL]
    assert EVIL in text(page, "aside-list")
    assert page.evaluate("document.querySelectorAll('img').length === 0 && window.evil === undefined")
    page.context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_a_phone_and_a_desk_and_says_who_is_away(on_air: OnAir, browser: Browser, width: int) -> None:
    page = opened(browser, on_air.address, viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.getElementById('play').getBoundingClientRect().bottom") < 740
    assert "planner is away" in becomes(page, "document.getElementById('notice').textContent")
    assert page.evaluate("getComputedStyle(document.getElementById('play')).minHeight") == "64px"
    page.context.close()


def test_it_goes_on_by_itself_after_a_restart_of_what_serves_it(on_air: OnAir, browser: Browser) -> None:
    page = opened(browser, on_air.address)
    listening(page)
    on_air.web.kill()
    becomes(page, "document.getElementById('air').dataset.air === 'lost'", 30)
    played = page.evaluate("document.getElementById('audio').currentTime")
    becomes(page, f"document.getElementById('audio').currentTime > {played + 0.5}")  # the sound does not care
    on_air.web = on_air.start_web()
    becomes(page, "document.getElementById('air').dataset.air === 'on'", 30)
    source = page.evaluate("document.getElementById('audio').src")
    for stream in list(on_air.outputs.ask("listeners")["listeners"]):
        assert stream["key"] in source
    page.context.close()


def test_the_player_tunes_in_again_when_the_stream_dies(on_air: OnAir, browser: Browser) -> None:
    page = opened(browser, on_air.address)
    listening(page)
    source = page.evaluate("document.getElementById('audio').src")
    on_air.outputs.kill()
    on_air.outputs = on_air.everset.start(
        "outputs", stream_port=on_air.settings["stream_port"], distance_seconds=3.0
    ).up()
    becomes(page, f"document.getElementById('audio').src !== '{source}'", 40)
    becomes(page, "document.getElementById('audio').currentTime > 0.5", 40)
    becomes(page, "document.documentElement.dataset.player === 'playing'")
    page.click("#play")
    becomes(page, "document.getElementById('audio').paused")
    eventually(lambda: on_air.outputs.ask("listeners")["listeners"] == [])
    page.context.close()


def clip(pcm: Path, place: tuple[int, int], lane: int, source: int, fader: Envelope | None = None) -> Clip:
    at, length = place
    envelopes: Any = {"fader": fader} if fader else {}
    return Clip(
        at=at,
        length=length,
        lane=lane,
        pcm=str(pcm),
        map=plain_map(length, source),
        envelopes=envelopes,
        track=pcm.stem,
    )


def track(id: str, title: str) -> Track:
    made = made_track(id, waveform=[0.2 + 0.6 * (n % 7) / 7 for n in range(2_400)])
    return Track(id=id, path=f"/music/{id}.flac", tags=Tags(title=title), analysis=made.analysis)


def candidate(id: str, title: str, by: str) -> Candidate:
    return Candidate(
        id=id,
        track=id,
        title=title,
        artist="Someone",
        bpm=124.0,
        camelot="8A",
        energy=0.5,
        nominated_by=by,
        why=(EVIL,),
    )


def competitor(id: str, name: str, parents: tuple[str, ...] = ()) -> Competitor:
    birth = Birth(how="bred", ballot="b0", votes={"m0": 2}) if parents else Birth(how="founded")
    return Competitor(
        id=id,
        name=name,
        generation=len(parents),
        weights=f"{id}.onnx",
        taste=Taste(),
        parents=parents,
        born_at=1_700_000_000.0,
        birth=birth,
    )
