"""What the API says, made of what is known. One function a document; nothing here waits or reads a disk."""

from msgspec.structs import asdict

from engine.programme.programme import Mark
from web.knowledge import PROCESSES, Knowledge
from web.session import Sessions
from web.shapes import (
    BallotDocument,
    CandidateEntry,
    Connection,
    Health,
    Now,
    Playing,
    ProcessHealth,
    SeamAhead,
    Streams,
    Upcoming,
)
from web.timeline import number, text

AWAY = {
    "engine": "The engine is away; it is being started again. What you hear comes from what was rendered ahead.",
    "outputs": "The stream is away; it is being started again. The page tunes in again by itself.",
    "planner": "The planner is away; the set goes on, and votes are kept until it is back.",
}


def now_document(knowledge: Knowledge, sessions: Sessions, listener: str | None) -> Now:
    """What ``listener`` hears."""
    key = sessions.listen_key(listener) if listener else None
    frame = knowledge.heard(key)
    rate = knowledge.sample_rate
    seam = knowledge.timeline.seam_from(frame)
    following = knowledge.timeline.track_after(frame)
    return Now(
        station=knowledge.settings.station,
        frame=frame,
        sample_rate=rate,
        now_playing=playing(knowledge, frame),
        seam=seam_ahead(seam, frame, rate) if seam else None,
        next=upcoming(following, frame, rate) if following else None,
        listeners=knowledge.tuned.count,
        delay_seconds=(knowledge.head_frame() - frame) / rate,
        tuned_in=key is not None and knowledge.tuned_in(key),
        streams=streams(knowledge, key),
    )


def playing(knowledge: Knowledge, frame: int) -> Playing | None:
    """What is heard at ``frame``."""
    timeline = knowledge.timeline
    mark = timeline.ident_at(frame) or timeline.track_at(frame)
    if mark is None:
        return None
    rate = knowledge.sample_rate
    following = timeline.track_after(frame)
    end = following.at if following else mark.at + mark.length
    elapsed = max(0, frame - mark.at) / rate
    delay = (knowledge.head_frame() - frame) / rate
    return Playing(
        track=mark.track,
        title=mark.title,
        artist=mark.artist,
        started_at=round(knowledge.head.unix_of(mark.at) + delay, 3),
        elapsed=elapsed,
        remaining=max(0, end - frame) / rate if end > mark.at else None,
        bpm=number(mark, "bpm"),
        camelot=text(mark, "camelot"),
        energy=number(mark, "energy"),
        kind="ident" if mark.kind == "ident" else "track",
    )


def upcoming(mark: Mark, frame: int, rate: int) -> Upcoming:
    """The next title."""
    return Upcoming(
        track=mark.track,
        title=mark.title,
        artist=mark.artist,
        starts_in=(mark.at - frame) / rate,
        bpm=number(mark, "bpm"),
        camelot=text(mark, "camelot"),
        energy=number(mark, "energy"),
    )


def seam_ahead(mark: Mark, frame: int, rate: int) -> SeamAhead:
    """The seam ``mark`` as seen from ``frame``."""
    bars = number(mark, "bars")
    return SeamAhead(
        starts_in=(mark.at - frame) / rate,
        length=mark.length / rate,
        recipe=text(mark, "recipe") or "",
        to=mark.track,
        bars=None if bars is None else round(bars),
        at_frame=mark.at,
        length_frames=mark.length,
    )


def streams(knowledge: Knowledge, key: str | None) -> Streams:
    """How the listener with listen key ``key`` tunes in. Addresses are relative to the station's root."""
    query = f"?k={key}" if key else ""
    return Streams(
        urls={name: f"stream.{name}{query}" for name in knowledge.settings.formats},
        listen_key=key or "",
        connections=[
            Connection(nonce=stream.nonce, start_frame=stream.start_frame or 0, since=stream.since)
            for stream in (knowledge.tuned.streams(key) if key else ())
        ],
    )


def ballot_document(knowledge: Knowledge, listener: str | None) -> BallotDocument | None:
    """The ballot that opened last, with its counts and the vote of ``listener``."""
    ballot = knowledge.ballot
    if ballot is None:
        return None
    tally = ballot.tally if ballot.closed and ballot.tally else knowledge.tally
    entries = []
    for one in ballot.candidates:
        facts = asdict(one)
        facts.pop("score")
        entries.append(CandidateEntry(**{**facts, "why": list(one.why)}, votes=tally.get(one.id, 0)))
    return BallotDocument(
        id=ballot.id,
        closes_in=max(0.0, (ballot.closes_frame - knowledge.head_frame()) / knowledge.sample_rate),
        closes_frame=ballot.closes_frame,
        closed=not knowledge.ballot_open(),
        winner=ballot.winner,
        candidates=entries,
        my_vote=knowledge.my_votes.get(listener or ""),
    )


def health_document(knowledge: Knowledge) -> Health:
    """How the station is, for the page's heartbeat."""
    away = [name for name in AWAY if name not in knowledge.reachable]
    return Health(
        on_air=knowledge.on_air(),
        head_frame=knowledge.head_frame(),
        sample_rate=knowledge.sample_rate,
        processes=[ProcessHealth(name=name, reachable=name in knowledge.reachable) for name in PROCESSES],
        distance_seconds=knowledge.settings.distance_seconds,
        listeners=knowledge.tuned.count,
        library=knowledge.library,
        message=AWAY[away[0]] if away else "",
    )
