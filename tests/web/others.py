"""The rest of a station as the web sees it: real sockets at engine, outputs and planner, and the planner's real store,
with facts that a test sets."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from engine.bus import Message, Server
from engine.places import Places
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Mark
from planner.catalogue.track import Tags, Track
from planner.store import Store
from planner.tournament.ballot import Ballot, Candidate
from planner.tournament.competitor import Birth, Competitor, Rating
from planner.transitions.taste import Taste
from tests.support.tracks import made_track

RATE = 44_100
SEAM, LENGTH = 60 * RATE, 30 * RATE  # where the seam of :func:`programme` lies


class Others:
    """Engine, outputs and planner of the station at ``places``. Use it as an asynchronous context manager."""

    def __init__(self, places: Places) -> None:
        self.store = Store.open(places, "planner")
        self.frame = 40 * RATE
        self.marks: list[Mark] = []
        self.clips: list[Clip] = []
        self.streams: list[dict[str, Any]] = []
        self.state = "on air"
        self.more_outputs: list[dict[str, Any]] = []  # besides the stream
        self.engine = Server(places.socket("engine"), {"status": self._engine_status}, lambda: [self._programme()])
        self.outputs = Server(places.socket("outputs"), {"status": self._outputs_status}, lambda: [self._listeners()])
        self.planner = Server(places.socket("planner"), {"status": self._planner_status})

    async def __aenter__(self) -> "Others":
        for server in self.servers():
            await server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self.servers():
            await server.stop()
        self.store.close()

    def servers(self) -> tuple[Server, Server, Server]:
        return self.engine, self.outputs, self.planner

    def plan(self, marks: Iterable[Mark], clips: Iterable[Clip] = ()) -> None:
        """The engine's programme from now on."""
        self.marks, self.clips = list(marks), list(clips)
        self.engine.publish(**_event(self._programme()))

    def move(self, frame: int) -> None:
        """The engine's head from now on."""
        self.frame = frame
        self.engine.publish("head", frame=frame, horizon=frame, end=self._end())

    def tune_in(self, key: str, *, start: int | None = None, since: float = 0.0) -> None:
        """A listener whose stream's address carries ``key``."""
        first = self.frame - 10 * RATE if start is None else start
        stream = {"key": key, "start_frame": first, "sent_frame": first + 20 * RATE, "since": since}
        self.streams.append(stream)
        self.outputs.publish(**_event(self._listeners()))

    def tune_out(self) -> None:
        """Everybody leaves."""
        self.streams = []
        self.outputs.publish(**_event(self._listeners()))

    def open_ballot(self, ballot: Ballot) -> None:
        self.store.ballots.open(ballot)
        self.planner.publish("ballot", ballot=msgspec.to_builtins(ballot))

    def close_ballot(self, id: str, winner: str) -> None:
        closed = self.store.ballots.close(id, winner, self.store.votes.tally(id))
        self.planner.publish("ballot", ballot=msgspec.to_builtins(closed))

    def _end(self) -> int:
        return max((mark.at + mark.length for mark in self.marks), default=0)

    def _programme(self) -> Message:
        facts = {"frame": self.frame, "horizon": self.frame, "end": self._end(), "sample_rate": RATE}
        return {
            "event": "programme",
            **facts,
            "marks": msgspec.to_builtins(self.marks),
            "clips": msgspec.to_builtins(self.clips),
        }

    def _listeners(self) -> Message:
        return {"event": "listeners", "listeners": self.streams}

    def _engine_status(self, _request: Message) -> Message:
        return {
            "name": "engine",
            "pid": 1,
            "state": "running",
            "rss_bytes": 7,
            "cpu_seconds": 1.5,
            "late_blocks": 3,
            "block_ms": {"p50": 0.1, "p99": 0.2, "p99_99": 0.4, "worst": 0.5},
            "block_times": {"buckets": [[0.0001, 6], [0.001, 9]], "count": 10, "sum": 0.004},
            "audio": {"priority": 10, "cpus": [0], "locked": True, "minor_faults": 2, "major_faults": 1},
            "ladder": {"rung": "plain", "counts": {}},
            "hand": {"claims": 2, "touches": 40, "hold": True, "panics": 1},
        }

    def _outputs_status(self, _request: Message) -> Message:
        output = {"name": "http", "state": self.state, "clients": len(self.streams), "late": 0, "port": 8_555}
        return {"name": "outputs", "pid": 2, "state": "running", "outputs": [output, *self.more_outputs]}

    def _planner_status(self, _request: Message) -> Message:
        return {"name": "planner", "pid": 3, "state": "running"}


def _event(message: Message) -> dict[str, Any]:
    return dict(message)


def track(id: str, title: str, artist: str = "", *, waveform: list[float] | None = None) -> Track:
    """A track of the catalogue with a waveform of ten peaks a second."""
    made = made_track(id, waveform=[0.5] * 2_400 if waveform is None else waveform)
    return replace(made, path=f"/music/{id}.flac", tags=Tags(title=title, artist=artist, genre="House"))


def programme(first: Track, second: Track) -> tuple[list[Mark], list[Clip]]:
    """``first`` from frame 0 on, ``second`` from its seam at 60 s on, which takes 30 s and whose centre is its half."""
    centre = SEAM + LENGTH // 2
    fade = {"from": ((0, 1.0), (LENGTH, 0.0)), "to": ((0, 0.0), (LENGTH, 1.0))}
    clips = [
        _clip(first, (0, SEAM), 0, 0),
        _clip(first, (SEAM, LENGTH), 0, SEAM, fade["from"]),
        _clip(second, (SEAM, LENGTH), 4, 0, fade["to"]),
        _clip(second, (SEAM + LENGTH, 120 * RATE), 4, LENGTH),
    ]
    seam = {
        "from": first.id,
        "to": second.id,
        "recipe": "blend",
        "bars": 16,
        "centre": LENGTH // 2,
        "beats": [number * RATE / 2 for number in range(60)],
        "map_from": [[0, SEAM], [LENGTH, SEAM + LENGTH]],
        "map_to": [[0, 0], [LENGTH, LENGTH]],
        "why": ["same key"],
        "ballot": "b1",
    }
    marks = [
        _mark(first, 0, "track", 100 * RATE, {"bpm": 128.0, "camelot": "8A", "energy": 0.6}),
        _mark(second, SEAM, "transition", LENGTH, seam),
        _mark(second, centre, "track", 135 * RATE, {"bpm": 124.5, "camelot": "9A", "energy": 0.8}),
    ]
    return marks, clips


def _mark(track: Track, at: int, kind: Any, length: int, data: dict[str, object]) -> Mark:
    return Mark(
        at=at, kind=kind, track=track.id, title=track.tags.title, artist=track.tags.artist, length=length, data=data
    )


def _clip(track: Track, place: tuple[int, int], lane: int, source: int, fade: Any = None) -> Clip:
    at, length = place
    return Clip(
        at=at,
        length=length,
        lane=lane,
        pcm=str(Path("/pcm") / track.id),
        map=plain_map(length, source),
        envelopes={"fader": Envelope(fade)} if fade else {},
        track=track.id,
        part="seam" if fade else "body",
    )


def ballot(id: str, closes: int, *titles: str) -> Ballot:
    """A ballot with a candidate a title: "c0", "c1", ... nominated by "m0", "m1", ..."""
    candidates = tuple(
        Candidate(
            id=f"c{number}",
            track=f"t{number}",
            title=title,
            artist="Someone",
            bpm=126.0,
            camelot="8A",
            energy=0.5,
            nominated_by=f"m{number}",
            why=("in key",),
        )
        for number, title in enumerate(titles)
    )
    return Ballot(id=id, after_track="a", opens_frame=0, closes_frame=closes, candidates=candidates)


def competitor(id: str, name: str, parents: tuple[str, ...] = (), *, mu: float = 25.0, wins: int = 0) -> Competitor:
    """A competitor; with parents it was bred by three votes to one."""
    votes = dict(zip(parents, (3, 1), strict=False))
    birth = Birth(how="bred", ballot="b0", votes=votes) if parents else Birth(how="founded")
    return Competitor(
        id=id,
        name=name,
        generation=1 if parents else 0,
        weights=f"{id}.onnx",
        taste=Taste(),
        parents=parents,
        born_at=1_700_000_000.0,
        birth=birth,
        rating=Rating(mu, 2.0),
        wins=wins,
    )
