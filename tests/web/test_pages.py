"""The pages and their files, the way to the stream, and what every answer says of itself."""

import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.support.scenario import run
from tests.web.site import get, site
from web.pages import FILES, STATIC


def test_the_page_carries_a_strict_policy_and_the_stations_name_as_text(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path, stream_port=8_123) as station, ClientSession(station.root) as session:
            async with session.get("/") as response:
                policy = response.headers["Content-Security-Policy"]
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert "Test FM" in await response.text()
            assert "default-src 'none'" in policy
            assert "script-src 'self';" in policy
            assert "media-src 'self' http://127.0.0.1:8123;" in policy
            assert "unsafe" not in policy

    run(scenario)


def test_a_stations_name_is_no_markup(tmp_path: Path) -> None:
    async def scenario() -> None:
        name = "<img src=x onerror=alert(1)>"
        async with site(tmp_path, station=name) as station, ClientSession(station.root) as session:
            async with session.get("/s/img-src-x-onerror-alert-1/") as response:
                text = await response.text()
            assert "<img" not in text
            assert "&lt;img src=x" in text

    run(scenario)


def test_every_file_of_the_page_is_served_and_asked_for_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            for name in sorted(FILES):
                async with session.get(f"/s/test-fm/static/{name}") as response:
                    assert response.status == 200, name
                    etag = response.headers["ETag"]
                async with session.get(f"/static/{name}", headers={"If-None-Match": etag}) as response:
                    assert response.status == 304, name

    run(scenario)


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/index.html", "/static/x.js"])
def test_nothing_else_is_served(tmp_path: Path, path: str) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            assert (await get(session, path, 404))["title"] == "Not Found"

    run(scenario)


def test_no_script_of_the_page_parses_html() -> None:
    for path in STATIC.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|DOMParser", path.read_text()
        )
    for path in STATIC.glob("*.html"):
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bon\w+=|\bstyle=", path.read_text())


def test_the_page_says_nothing_of_what_there_is_not() -> None:
    for path in (*STATIC.glob("*.html"), *STATIC.glob("*.js")):
        assert not re.search(r"\bduel|\brequest a|\brequests\b", path.read_text(), re.I)


@pytest.mark.parametrize("prefix", ["", "/s/test-fm"])
@pytest.mark.parametrize(
    ("query", "host", "target"),
    [
        ("?k=abc.1", "radio.example:8000", "http://radio.example:8001/stream.mp3?k=abc.1"),
        ("", "127.0.0.1:9", "http://127.0.0.1:8001/stream.mp3"),
        ("", "[::1]:8000", "http://[::1]:8001/stream.mp3"),
    ],
)
def test_the_stream_is_on_the_outputs_port_of_the_same_host(
    tmp_path: Path, prefix: str, query: str, host: str, target: str
) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            address = f"{prefix}/stream.mp3{query}"
            async with session.get(address, headers={"Host": host}, allow_redirects=False) as response:
                assert (response.status, response.headers["Location"]) == (307, target)

    run(scenario)


def test_a_listener_with_a_session_is_sent_to_the_stream_with_their_key(tmp_path: Path) -> None:
    async def scenario() -> None:
        settings: dict[str, Any] = {"stream_url": "https://cdn.example/radio"}
        async with site(tmp_path, **settings) as station, station.listener(tuned_in=False) as listener:
            async with listener.session.get("/stream.mp3", allow_redirects=False) as response:
                assert response.headers["Location"] == f"https://cdn.example/radio/stream.mp3?k={listener.key}"
            async with listener.session.get("/stream.opus", allow_redirects=False) as response:
                assert response.status == 404

    run(scenario)


def test_a_stream_on_any_port_is_found_where_the_outputs_say(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            site(tmp_path, stream_port=0) as station,
            ClientSession(station.root) as session,
            session.get("/stream.mp3", allow_redirects=False) as response,
        ):
            assert response.headers["Location"] == "http://127.0.0.1:8555/stream.mp3"

    run(scenario)


def test_a_host_that_is_none_is_refused(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            async with session.get("/", headers={"Host": "a'; script-src *"}) as response:
                assert response.status == 400
            async with session.get("/s/test-fm", allow_redirects=False) as response:
                assert (response.status, response.headers["Location"]) == (308, "/s/test-fm/")
            await get(session, "/s/another/", 404)

    run(scenario)
