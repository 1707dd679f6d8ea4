"""The desk in a real browser: a hand on the mix by mouse and by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.end_to_end.browser import becomes, chromium
from tests.support.station import station
from tests.support.wait import eventually
from tests.web.test_hand import KEY, Desk

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with station(tmp_path / "data") as made:
        yield Desk(made, desk_key=KEY)


def taken(browser: Browser, desk: Desk, key: str = KEY) -> Page:
    """The desk, with its key given."""
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{desk.port}/desk")
    page.fill("#hand-key input", key)
    page.click("#hand-key button")
    return page


SHOWN = "!document.getElementById('hand-booth').hidden"


def value(page: Page, name: str) -> float:
    return float(page.evaluate(f"Number(document.getElementById('hand-{name}').value)"))


def test_a_fader_is_moved_by_keys_and_given_back(browser: Browser, desk: Desk) -> None:
    page = taken(browser, desk)
    becomes(page, SHOWN)
    page.focus("#hand-a-low")
    for _ in range(4):
        page.keyboard.press("PageDown")
    low = eventually(lambda: one if (one := desk.hand()["a"]["low"])["claimed"] else None)
    assert low["source"].startswith("desk-")
    eventually(lambda: abs(desk.hand()["a"]["low"]["position"] - value(page, "a-low")) < 0.01)
    assert value(page, "a-low") < 0.3
    becomes(page, "document.querySelector('.knob.low').classList.contains('claimed')")
    page.click(".deck.a .knob.low .back")
    eventually(lambda: desk.hand()["a"]["low"]["source"] == "")
    page.close()


def test_what_another_hand_does_is_seen(browser: Browser, desk: Desk) -> None:
    page, other = taken(browser, desk), taken(browser, desk)
    for one in (page, other):
        becomes(one, SHOWN)
    other.focus("#hand-b-high")
    other.keyboard.press("End")
    becomes(page, "document.getElementById('hand-b-high').value === '1'")
    becomes(page, "document.querySelector('.deck.b .knob.high').classList.contains('others')")
    page.click("#hand-panic")
    eventually(lambda: desk.hand()["panics"] == 1)
    page.click("#hand-hold")
    becomes(page, "document.getElementById('hand-hold').getAttribute('aria-pressed') === 'true'")
    for one in (page, other):
        one.close()
    eventually(lambda: not desk.hand()["hold"])


def test_a_wrong_key_is_said(browser: Browser, desk: Desk) -> None:
    page = taken(browser, desk, "not the key at all")
    becomes(page, "document.getElementById('hand-why').textContent.includes('not the desk')")
    assert not page.evaluate(SHOWN)
    page.close()
