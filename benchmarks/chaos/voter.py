"""Voters: listeners who vote whenever a ballot is open, and remember what was acknowledged."""

import json
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from msgspec import Struct

from benchmarks.chaos.listener import Listener
from benchmarks.chaos.station import Station, wait_for

EVERY_SECONDS = 1.5
TIMEOUT = 3.0


class Vote(Struct, frozen=True):
    """A vote that was sent at ``time`` (CLOCK_MONOTONIC, ns). ``acknowledged``: the station answered that it stands;
    without an answer it may stand or not."""

    time: int
    ballot: str
    listener: str
    candidate: str
    acknowledged: bool


class Voter:
    """One listener with a session, tuned in all the time."""

    def __init__(self, station: Station) -> None:
        self.votes: list[Vote] = []
        self._station = station
        self._cookie = ""
        self._turn = 0
        wait_for(self._greet, 20)
        self._stream = Listener(f"{station.stream}?k={self._key}", keep=False).start()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="voter", daemon=True)
        self._thread.start()

    def _greet(self) -> bool:
        with urllib.request.urlopen(f"{self._station.page}/api/v1/now", timeout=TIMEOUT) as answer:  # noqa: S310  loopback, http
            self._cookie = answer.headers["Set-Cookie"].split(";")[0]
            self._key = json.load(answer)["streams"]["listen_key"]
        return True

    @property
    def _listener(self) -> str:
        return self._cookie.partition("=")[2].partition(".")[0]

    def stop(self) -> None:
        """Hang up."""
        self._stopped.set()
        self._thread.join()
        self._stream.stop()

    def _run(self) -> None:
        while not self._stopped.wait(EVERY_SECONDS):
            try:
                ballot = self._station.get("/api/v1/ballot", TIMEOUT)
                if not ballot["closed"] and ballot["candidates"]:
                    self._turn += 1
                    self._vote(ballot["id"], ballot["candidates"][self._turn % len(ballot["candidates"])]["id"])
            except (OSError, ValueError):
                continue

    def _vote(self, ballot: str, candidate: str) -> None:
        """An answer that refuses is no vote; no answer may be one."""
        asked = urllib.request.Request(  # noqa: S310  loopback, http
            f"{self._station.page}/api/v1/ballot/{ballot}/vote",
            json.dumps({"candidate": candidate}).encode(),
            {"Cookie": self._cookie, "Content-Type": "application/json"},
            method="PUT",
        )
        sent = time.monotonic_ns()
        try:
            with urllib.request.urlopen(asked, timeout=TIMEOUT) as answer:  # noqa: S310  loopback, http
                answer.read()
            acknowledged = True
        except urllib.error.HTTPError:
            return
        except (OSError, ValueError):
            acknowledged = False
        self.votes.append(Vote(sent, ballot, self._listener, candidate, acknowledged))


def lost_votes(votes: list[Vote], votes_db: Path) -> list[Vote]:
    """The acknowledged votes that do not stand in the database, each listener's last one of a ballot."""
    standing = stored(votes_db)
    last: dict[tuple[str, str], list[Vote]] = {}
    for vote in votes:
        key = (vote.ballot, vote.listener)
        last[key] = [vote] if vote.acknowledged else [*last.get(key, []), vote]
    return [
        chain[0]
        for key, chain in last.items()
        if chain[0].acknowledged and standing.get(key, []) not in [[one.candidate] for one in chain]
    ]


def stored(votes_db: Path) -> dict[tuple[str, str], list[Any]]:
    """The candidates that stand, by ballot and listener: one each."""
    found: dict[tuple[str, str], list[Any]] = {}
    database = sqlite3.connect(f"file:{votes_db}?mode=ro", uri=True)
    try:
        for ballot, listener, candidate in database.execute("select ballot, listener, candidate from votes"):
            found.setdefault((ballot, listener), []).append(candidate)
    finally:
        database.close()
    return found
