"""The API's documents. Clients script against these shapes: they grow, they don't change. Times are seconds (float),
unless the name says frame; ``*_at`` are Unix times; frames count on the station's clock at ``sample_rate``."""

from typing import Any

from msgspec import Struct, field

from planner.tournament.match import Match
from planner.tournament.standings import Standing


class ProblemDocument(Struct, frozen=True, kw_only=True):
    """RFC 9457. ``type`` is stable, ``detail`` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


class Playing(Struct, frozen=True, kw_only=True):
    """What a listener hears. ``remaining`` is None while nothing is planned behind it; ``kind``: track or ident."""

    track: str
    title: str
    artist: str
    started_at: float
    elapsed: float
    remaining: float | None
    bpm: float | None = None
    camelot: str | None = None
    energy: float | None = None
    kind: str = "track"


class Upcoming(Struct, frozen=True, kw_only=True):
    """What comes next; ``starts_in``: until its title is shown."""

    track: str
    title: str
    artist: str
    starts_in: float
    bpm: float | None = None
    camelot: str | None = None
    energy: float | None = None


class SeamAhead(Struct, frozen=True, kw_only=True):
    """The seam that sounds (``starts_in`` ≤ 0) or comes; ``length`` in seconds, ``to``: the incoming track."""

    starts_in: float
    length: float
    recipe: str
    to: str
    bars: int | None = None
    at_frame: int
    length_frames: int


class Connection(Struct, frozen=True, kw_only=True):
    """One stream connection of this listener: it decodes ``start_frame`` as its first sample. ``nonce`` is what
    followed the listen key in its address."""

    nonce: str
    start_frame: int
    since: float


class Streams(Struct, frozen=True, kw_only=True):
    """How this listener tunes in: ``urls`` by format, each with the listen key; add ``.<nonce>`` to the key to
    recognise a connection of one's own. ``connections``: the newest last."""

    urls: dict[str, str]
    listen_key: str
    connections: list[Connection]


class Now(Struct, frozen=True, kw_only=True):
    """What this listener hears at ``frame``, ``delay_seconds`` behind the head. ``tuned_in``: they may vote."""

    station: str
    frame: int
    sample_rate: int
    now_playing: Playing | None
    seam: SeamAhead | None
    next: Upcoming | None
    listeners: int
    delay_seconds: float
    tuned_in: bool
    streams: Streams


class CandidateEntry(Struct, frozen=True, kw_only=True):
    """One candidate of a ballot; ``nominated_by`` is a competitor's id."""

    id: str
    track: str
    title: str
    artist: str
    bpm: float | None
    camelot: str | None
    energy: float | None
    nominated_by: str
    why: list[str]
    votes: int


class BallotDocument(Struct, frozen=True, kw_only=True):
    """A public vote on what plays next; it counts votes until the head reaches ``closes_frame``."""

    id: str
    closes_in: float
    closes_frame: int
    closed: bool
    winner: str | None
    candidates: list[CandidateEntry]
    my_vote: str | None = None


class Vote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of a vote: the id of one of the ballot's candidates, and which frame was heard when it was cast."""

    candidate: str
    heard_frame: int | None = None


class TournamentDocument(Struct, frozen=True, kw_only=True):
    """The standings, the champion first, and the latest matches."""

    standings: list[Standing]
    matches: list[Match]


class Ancestor(Struct, frozen=True, kw_only=True):
    """A competitor with its parents, the winner first. ``how``: founded, bred, hybrid or entered; ``votes`` of the
    ballot that bred it, by competitor."""

    id: str
    name: str
    generation: int
    born_at: float
    how: str
    ballot: str
    votes: dict[str, int]
    parents: list["Ancestor"]


class CompetitorDocument(Struct, frozen=True, kw_only=True):
    """A competitor: its record, and whom it descends from."""

    id: str
    name: str
    generation: int
    alive: bool
    champion: bool
    rating: float
    mu: float
    uncertainty: float
    wins: int
    losses: int
    lineage: Ancestor


class HistoryEntry(Struct, frozen=True, kw_only=True):
    """What went out; ``at_frame``: where its title began."""

    at_frame: int
    started_at: float
    track: str
    title: str
    artist: str
    recipe: str | None = None
    score: float | None = None


class History(Struct, frozen=True, kw_only=True):
    """The latest first."""

    sample_rate: int
    items: list[HistoryEntry]


class TrackEntry(Struct, frozen=True, kw_only=True):
    """A track of the catalogue."""

    id: str
    title: str
    artist: str
    album: str
    genre: str
    duration: float
    bpm: float
    camelot: str
    energy: float


class SetAsideEntry(Struct, frozen=True, kw_only=True):
    """A file that can't be used and why; ``file`` is its name without the folders above it."""

    file: str
    code: str
    message: str


class Tracks(Struct, frozen=True, kw_only=True):
    """Tracks that match ``q``, at most ``limit``; ``total``: how many match."""

    total: int
    items: list[TrackEntry]


class SetAsideList(Struct, frozen=True, kw_only=True):
    """Every file that could not be used."""

    items: list[SetAsideEntry]


class ProcessHealth(Struct, frozen=True, kw_only=True):
    """``reachable``: it answers on its socket."""

    name: str
    reachable: bool


class Health(Struct, frozen=True, kw_only=True):
    """``on_air``: the head moves and the stream is encoded. ``head_frame`` is where the engine renders, and the stream
    is read ``distance_seconds`` behind it."""

    on_air: bool
    head_frame: int
    sample_rate: int
    processes: list[ProcessHealth]
    distance_seconds: float
    listeners: int
    library: dict[str, int]
    message: str = field(default="")


class SeamPicture(Struct, frozen=True, kw_only=True):
    """A seam to draw: both waveforms as they sound (through their time maps and faders), 0–255 a column.

    Column i of both covers programme frames ``start_frame + i·column_frames`` on; the seam itself lies at
    ``at_frame`` for ``length_frames``. ``beats``: programme frames of the set's beats inside it.
    """

    at_frame: int
    length_frames: int
    centre_frame: int
    start_frame: int
    column_frames: float
    recipe: str
    bars: int | None
    from_track: str
    from_title: str
    to_track: str
    to_title: str
    from_peaks: list[int]
    to_peaks: list[int]
    beats: list[int]
    why: list[str]
    ballot: str | None


class Act(Struct, frozen=True, kw_only=True):
    """What the desk shows of an act of the ladder."""

    at: float
    what: str
    detail: str


class DecisionEntry(Struct, frozen=True, kw_only=True):
    """A stored decision of the planner: ``id`` is its ballot and competitor, or its seam."""

    id: str
    what: str


class ProcessEntry(Struct, frozen=True, kw_only=True):
    """One process of the station; ``state`` is "away" when it does not answer."""

    name: str
    pid: int | None
    state: str
    restarts: int
    rss_bytes: int
    cpu_seconds: float


class StatusDocument(Struct, frozen=True, kw_only=True):
    """What the station is doing; ``ladder``: how often each rung was taken; ``log`` of the
    ladder's acts and ``decisions``: the latest first."""

    station: str
    on_air: bool
    frame: int
    sample_rate: int
    now: Playing | None
    next: Upcoming | None
    processes: list[ProcessEntry]
    outputs: list[dict[str, Any]]
    late_blocks: int
    ladder: dict[str, int]
    ahead_seconds: float
    pages: int
    health: Health
    log: list[Act]
    decisions: list[DecisionEntry]
