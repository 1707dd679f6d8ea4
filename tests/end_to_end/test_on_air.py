"""A whole station, as an operator runs it: heard, killed piece by piece, and steered by votes."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, Page

from engine.ring.reader import RingReader
from planner.store import Store
from tests.end_to_end.browser import becomes, chromium
from tests.support.command import everset
from tests.support.listener import Listener, hear
from tests.support.on_air import OnAir, make_music, on_air
from tests.support.wait import eventually

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LONGEST_QUIET = 0.25  # seconds, the specification's M13


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnAir]:
    folder = tmp_path_factory.mktemp("on-air")
    with on_air(make_music(folder / "music", seconds=48.0), folder) as running:
        yield running


def test_music_is_on_air_while_the_library_is_still_being_heard(station: OnAir) -> None:
    began = time.monotonic()
    eventually(station.plays_music, 90)
    print(f"music {time.monotonic() - began:.1f} s after the station answered")


def test_killed_processes_come_back_and_nobody_hears_them_go(station: OnAir) -> None:
    """One after the other, to the same listener; what was heard of whom is told by when."""
    listener = Listener(station.stream)
    began = time.monotonic()
    eventually(lambda: listener.received > 100_000)
    for name in ("planner", "web", "engine"):
        print(f"{name} killed {time.monotonic() - began:.1f} s into the recording")
        station.kill(name)
    after = listener.received
    eventually(lambda: listener.received > after + 200_000, 30)  # 8 s behind the comeback: past the ring's distance
    waited = time.monotonic() - began
    heard = hear(listener.stop())
    assert heard.errors == 0
    assert heard.quietest < LONGEST_QUIET
    assert heard.seconds > waited - 1.0  # what was sent kept up with real time: nothing is missing


def test_killed_outputs_cost_a_reconnect_and_no_more(station: OnAir) -> None:
    listener = Listener(station.stream)
    eventually(lambda: listener.received > 50_000)
    station.kill("outputs")
    eventually(lambda: not listener.alive)
    listener.stop()
    again = Listener(station.stream)
    eventually(lambda: again.received > 150_000, 30)
    heard = hear(again.stop())
    assert heard.errors == 0
    assert heard.quietest < LONGEST_QUIET


def test_what_went_out_is_played_again_to_the_bit(station: OnAir, tmp_path: Path) -> None:
    done = everset("replay", "--data", station.places.data, "--out", tmp_path / "again.wav")
    assert done.code == 0, done.err
    replayed, _ = soundfile.read(tmp_path / "again.wav", dtype="float32", always_2d=True)
    ring = RingReader.open(station.places.ring)
    first, last = ring.tail + ring.sample_rate, min(ring.head, len(replayed))
    assert last - first > 5 * ring.sample_rate
    assert np.array_equal(replayed[first:last], ring.read(first, last - first))


def test_a_listeners_vote_decides_what_plays_next_and_plays_a_match(station: OnAir) -> None:
    with chromium() as browser:
        voter, watcher = opened(browser, station), opened(browser, station)
        play(voter)
        ballot = eventually(lambda: open_ballot(station), 120)
        before = len(station.api("tournament")["matches"])
        chosen = ballot["candidates"][-1]  # not the champion's: only the vote can bring it on air
        began = time.monotonic()
        vote(voter, chosen["title"])
        becomes(watcher, counted(chosen["title"], 1))
        print(f"the count changed in the second browser {1000 * (time.monotonic() - began):.0f} ms after the press")
        closed = eventually(lambda: ballot_closed(station, ballot["id"]), 120)
        assert closed["winner"] == chosen["id"]
        eventually(lambda: (station.api("now")["next"] or {}).get("track") == chosen["track"], 30)
        eventually(lambda: len(station.api("tournament")["matches"]) == before + 1, 30)
        eventually(lambda: station.api("now")["now_playing"]["track"] == chosen["track"], 120)


def opened(browser: Browser, station: OnAir) -> Page:
    page = browser.new_context().new_page()
    page.goto(station.page)
    becomes(page, "document.getElementById('air').dataset.air === 'on'", 30)
    return page


def play(page: Page) -> None:
    page.click("#play")
    becomes(page, "document.getElementById('audio').currentTime > 1", 40)


def open_ballot(station: OnAir) -> dict[str, object] | None:
    """A ballot that stays open long enough to vote in, with somebody to vote for."""
    ballot = station.api("ballot")
    return ballot if not ballot["closed"] and ballot["closes_in"] > 5 and len(ballot["candidates"]) > 1 else None


def ballot_closed(station: OnAir, id: str) -> dict[str, object] | None:
    with Store.open(station.places, None) as store:
        ballot = store.ballots.get(id)
    return None if ballot is None or not ballot.closed else {"winner": ballot.winner}


def vote(page: Page, title: str) -> None:
    page.locator(".candidate", has_text=title).first.click()


def counted(title: str, votes: int) -> str:
    return (
        "[...document.querySelectorAll('.candidate')].some(one => one.textContent.includes("
        f"{title!r}) && one.querySelector('.votes').textContent === '{votes}')"
    )
