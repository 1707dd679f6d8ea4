"""Votes: only who listens, only while it is open, changeable, stored before they are acknowledged."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support.scenario import run, until
from tests.web.others import RATE, ballot
from tests.web.site import HEAD, Listener, Site, site


@asynccontextmanager
async def voting(folder: Path, *, tuned_in: bool = True) -> AsyncIterator[tuple[Site, Listener]]:
    async with site(folder) as station, station.listener(tuned_in=tuned_in) as listener:
        station.others.open_ballot(ballot("b1", HEAD + 20 * RATE, "One", "Two"))
        await until(lambda: station.knowledge.ballot)
        yield station, listener


def test_a_vote_answers_with_the_ballot_and_is_stored(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with voting(tmp_path) as (station, listener):
            before = await listener.get("ballot")
            assert (before["id"], before["closed"], before["my_vote"]) == ("b1", False, None)
            assert before["closes_in"] == pytest.approx(20.0)
            status, after = await listener.vote("b1", "c1", heard_frame=HEAD - RATE)
            assert (status, after["my_vote"]) == (200, "c1")
            assert [(one["title"], one["votes"]) for one in after["candidates"]] == [("One", 0), ("Two", 1)]
            assert after == await listener.get("ballot")
            assert station.others.store.votes.tally("b1", heard_until=HEAD - RATE) == {"c1": 1}
            assert station.others.store.votes.tally("b1", heard_until=HEAD - RATE - 1) == {}

    run(scenario)


def test_a_vote_may_be_changed_and_counts_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with voting(tmp_path) as (station, listener):
            await listener.vote("b1", "c0")
            _, after = await listener.vote("b1", "c1")
            assert [one["votes"] for one in after["candidates"]] == [0, 1]
            async with station.listener() as other:
                _, both = await other.vote("b1", "c1")
            assert [one["votes"] for one in both["candidates"]] == [0, 2]

    run(scenario)


def test_a_vote_outlives_the_process_that_took_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with voting(tmp_path) as (_, listener):
            await listener.vote("b1", "c1")
            cookies = listener.session.cookie_jar.filter_cookies(listener.session._base_url)
        async with site(tmp_path) as again, again.listener(tuned_in=False) as back:
            back.session.cookie_jar.update_cookies(cookies, back.session._base_url)
            document = await back.get("ballot")
            assert (document["my_vote"], document["candidates"][1]["votes"]) == ("c1", 1)

    run(scenario)


def test_who_does_not_listen_is_told_to_start_the_player(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with voting(tmp_path, tuned_in=False) as (station, visitor):
            status, problem = await visitor.vote("b1", "c1")
            assert (status, problem["type"]) == (403, "urn:everset:problem:not-tuned-in")
            assert "start the player" in problem["detail"]
            assert station.others.store.votes.tally("b1") == {}

    run(scenario)


@pytest.mark.parametrize(("seconds", "status"), [(14.0, 200), (16.0, 403)])
def test_who_lost_the_stream_a_moment_ago_may_still_vote(tmp_path: Path, seconds: float, status: int) -> None:
    async def scenario() -> None:
        async with voting(tmp_path) as (station, listener):
            station.others.tune_out()
            await until(lambda: not station.knowledge.tuned.streams(listener.key))
            station.time.now += seconds
            assert (await listener.vote("b1", "c1"))[0] == status

    run(scenario)


def test_a_vote_is_refused_once_the_head_reached_the_closing_frame(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with voting(tmp_path) as (station, listener):
            for frame, status in ((HEAD + 20 * RATE - 1, 200), (HEAD + 20 * RATE, 409)):
                station.others.move(frame)
                await until(lambda frame=frame: station.knowledge.head.frame == frame)
                assert (await listener.vote("b1", "c1"))[0] == status

    run(scenario)


def test_a_counted_ballot_is_closed_and_shows_what_counted(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with voting(tmp_path) as (station, listener):
            await listener.vote("b1", "c1")
            station.others.close_ballot("b1", "c1")
            await until(lambda: station.knowledge.ballot and station.knowledge.ballot.closed)
            assert (await listener.vote("b1", "c0"))[0] == 409
            closed = await listener.get("ballot")
            assert (closed["closed"], closed["winner"], closed["candidates"][1]["votes"]) == (True, "c1", 1)

    run(scenario)


def test_a_vote_that_is_stored_while_the_count_is_on_is_not_acknowledged(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with voting(tmp_path) as (station, listener):
            await listener.vote("b1", "c1")
            station.others.store.ballots.stop("b1")  # the planner begins to count; its event is still to come
            counted = station.others.store.votes.tally("b1")
            status, problem = await listener.vote("b1", "c0")
            assert (status, problem["type"]) == (409, "urn:everset:problem:ballot-closed")
            assert counted == {"c1": 1}
            assert not station.others.store.ballots.get("b1").closed

    run(scenario)


@pytest.mark.parametrize(
    ("id", "candidate", "status", "code"),
    [("b1", "c9", 404, "no-such-candidate"), ("b9", "c1", 404, "no-such-ballot"), ("old", "c1", 409, "ballot-closed")],
)
def test_what_does_not_stand_cannot_be_voted_for(
    tmp_path: Path, id: str, candidate: str, status: int, code: str
) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener:
            for one in ("old", "b1"):
                station.others.open_ballot(ballot(one, HEAD + 20 * RATE, "One", "Two"))
            await until(lambda: station.knowledge.ballot and station.knowledge.ballot.id == "b1")
            found, problem = await listener.vote(id, candidate)
            assert (found, problem["type"]) == (status, f"urn:everset:problem:{code}")

    run(scenario)


def test_a_forged_cookie_votes_for_nobody(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with voting(tmp_path) as (station, listener):
            (cookie,) = listener.session.cookie_jar
            genuine = cookie.value
            forged = genuine[:-1] + ("0" if genuine[-1] != "0" else "1")
            listener.session.cookie_jar.update_cookies({cookie.key: forged}, listener.session._base_url)
            status, problem = await listener.vote("b1", "c1")
            assert (status, problem["type"]) == (401, "urn:everset:problem:no-session")
            assert station.others.store.votes.tally("b1") == {}

    run(scenario)


def test_another_sites_page_votes_for_nobody(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with voting(tmp_path) as (_, listener):
            address, headers = "/api/v1/ballot/b1/vote", {"Origin": "http://evil.example"}
            async with listener.session.put(address, json={"candidate": "c1"}, headers=headers) as response:
                assert response.status == 403

    run(scenario)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"candidate": 5}', b'{"candidate": "c1", "more": 1}', b"\xff"])
def test_a_body_that_is_no_vote_is_refused_with_its_reason(tmp_path: Path, body: bytes) -> None:
    async def scenario() -> None:
        async with (
            voting(tmp_path) as (_, listener),
            listener.session.put("/api/v1/ballot/b1/vote", data=body) as response,
        ):
            assert response.status == 400
            assert response.content_type == "application/problem+json"
            assert (await response.json(content_type=None))["detail"].startswith("The body is not")

    run(scenario)


def test_a_vote_that_cannot_be_stored_is_not_acknowledged(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with voting(tmp_path) as (_, listener):
            await listener.vote("b1", "c0")
            drop_votes_table(tmp_path)
            status, problem = await listener.vote("b1", "c1")
            assert (status, problem["status"]) == (503, 503)
            assert "try again" in problem["detail"]
            assert str(tmp_path) not in problem["detail"]  # a stranger reads this
            assert (await listener.get("ballot"))["my_vote"] == "c0"

    run(scenario)


def drop_votes_table(folder: Path) -> None:
    with sqlite3.connect(folder / "votes.db") as connection:
        connection.execute("ALTER TABLE votes RENAME TO gone")


def test_before_the_first_ballot_there_is_none(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener:
            async with listener.session.get("/api/v1/ballot") as response:
                assert response.status == 404
            assert (await listener.vote("b1", "c1"))[0] == 404

    run(scenario)
