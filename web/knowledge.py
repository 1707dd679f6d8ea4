"""What the web knows of its station: the last facts of every process, and what the store holds of now."""

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import Any

from engine.head import Head
from engine.programme.programme import Mark
from planner.tournament.ballot import Ballot
from planner.tournament.match import Match
from planner.tournament.standings import Standing
from web.settings import WebSettings
from web.shapes import Act, HistoryEntry, SeamPicture, SetAsideEntry
from web.timeline import Timeline
from web.tuned import TunedIn

PROCESSES = ("engine", "outputs", "planner", "supervisor")
OPTIONAL = ("card", "midi")  # of those that a station may have
REMEMBERED = 50  # acts of the ladder that the desk lists

Wave = tuple[Sequence[float], float]


class Knowledge:
    """One object, changed by the feeds and read by every document. ``clock``: monotonic seconds, ``wall``: Unix time;
    everything that depends on time asks them, so a test can pass its own."""

    def __init__(
        self,
        settings: WebSettings,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.wall = wall
        self.timeline = Timeline()
        self.head = Head()
        self.tuned = TunedIn(self.timeline.sample_rate)
        self.ballot: Ballot | None = None  # the one that opened last, open or closed
        self.tally: dict[str, int] = {}
        self.my_votes: dict[str, str | None] = {}  # of that ballot, by listener; those who asked
        self.standings: list[Standing] = []
        self.matches: list[Match] = []
        self.history: list[HistoryEntry] = []
        self.set_aside: list[SetAsideEntry] = []
        self.library: dict[str, int] = {}
        self.picture: SeamPicture | None = None
        self.outlines: dict[int, list[int]] = {}  # of the tracks around now, by the frame of their title
        self.waves: dict[str, Wave] = {}  # of the tracks around now
        self.statuses: dict[str, dict[str, Any]] = {}  # by process; only of those that answer
        self.ladder: Counter[str] = Counter()
        self.log: deque[Act] = deque(maxlen=REMEMBERED)
        self.votes_stored = 0
        self.ballots_seen = 0

    @property
    def sample_rate(self) -> int:
        """Frames a second of the station's clock."""
        return self.timeline.sample_rate

    @property
    def reachable(self) -> set[str]:
        """The processes that answer."""
        return set(self.statuses)

    def head_frame(self) -> int:
        """Where the engine renders now."""
        return self.head.at(self.clock())

    def heard(self, key: str | None) -> int:
        """The frame that the listener with listen key ``key`` hears; without a connection, what the stream plays."""
        found = self.tuned.heard(key, self.clock(), self.wall()) if key else None
        if found is not None:
            return min(found, self.head_frame())
        return max(0, self.head_frame() - round(self.settings.distance_seconds * self.sample_rate))

    def tuned_in(self, key: str) -> bool:
        """Whether that listener may vote."""
        return self.tuned.tuned_in(key, self.clock(), self.settings.tuned_in_seconds)

    def encoding(self) -> bool:
        """Whether the outputs encode a stream."""
        outputs = self.statuses.get("outputs", {}).get("outputs", [])
        return any(output.get("state") == "on air" for output in outputs)

    def stream_port(self) -> int:
        """The port that the outputs really took, where theirs may be any; 0 while they do not say."""
        outputs = self.statuses.get("outputs", {}).get("outputs", [])
        return next((int(output["port"]) for output in outputs if output.get("port")), 0)

    def on_air(self) -> bool:
        """Whether sound goes out."""
        return self.head.advancing(self.clock()) and self.encoding()

    def ballot_open(self) -> bool:
        """Whether the ballot that opened last counts votes."""
        ballot = self.ballot
        return ballot is not None and not ballot.closed and self.head_frame() < ballot.closes_frame

    def seam(self) -> Mark | None:
        """The seam that the latest listener has not left, else the next."""
        return self.timeline.seam_from(self.heard(None))
