"""Laying: a transition as clips for the engine."""

from collections.abc import Sequence

from msgspec.structs import replace

from engine.errors import TransitionError
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope, Parameter
from planner.stems.stems import STEMS
from planner.transitions.transition import Apart, Echo, Prepared, TimeMap, Transition


def lay(  # noqa: PLR0913 -- both tracks' files and lanes, each by its name
    t: Transition,
    at: int,
    *,
    pcm_from: str,
    pcm_to: str,
    prepared: Prepared | None,
    lane_from: int,
    lane_to: int,
    echo_lanes: Sequence[int],
    stem_lanes: tuple[Sequence[int], Sequence[int]] = ((), ()),
) -> list[Clip]:
    """The seam's clips, from programme frame ``at`` on; ``prepared`` None: varispeed on the plain tracks.

    ``stem_lanes``: of the outgoing and of the incoming track; where both have some, prepared stems play there.

    The outgoing track's clip goes on where its body stops at ``at``, the incoming one's ends where its body starts, at
    ``at + t.length`` from PCM frame :func:`body_from` on. Echoes take turns on ``echo_lanes``, two of which are enough.
    Raises TransitionError when there are echoes and no lane for them.
    """
    ready = prepared or Prepared("", "")
    if t.apart is not None and ready.from_stems and all(stem_lanes):
        return [*_stems(t, at, t.apart, ready, stem_lanes), *_echoes(t, at, pcm_from, echo_lanes)]
    rendered = prepared is not None  # also where a track needed no stretching
    outgoing = _seam(t.map_from, t.envelopes_from, pcm_from, ready.from_pcm, rendered=rendered)
    incoming = _seam(t.map_to, t.envelopes_to, pcm_to, ready.to_pcm, rendered=rendered)
    return [
        replace(outgoing, at=at + outgoing.at, lane=lane_from, track=t.from_track, gain_db=t.gain_from_db),
        replace(incoming, at=at + incoming.at, lane=lane_to, track=t.to_track, gain_db=t.gain_to_db),
        *_echoes(t, at, pcm_from, echo_lanes),
    ]


def body_from(t: Transition) -> int:
    """The PCM frame of the incoming track with which its body goes on after the seam."""
    return round(t.map_to[-1][1])


def body(t: Transition, at: int, *, pcm: str, lane: int, length: int) -> Clip:
    """The first ``length`` frames of the incoming track as it is, behind its seam that began at programme ``at``."""
    return Clip(
        at=at + t.length,
        length=length,
        lane=lane,
        pcm=pcm,
        map=plain_map(length, body_from(t)),
        gain_db=t.gain_to_db,
        track=t.to_track,
    )


def _seam(time_map: TimeMap, envelopes: dict[Parameter, Envelope], pcm: str, prepared: str, *, rendered: bool) -> Clip:
    """The clip of one track, as if the seam began at frame 0, on lane 0."""
    first, length = time_map[0][0], time_map[-1][0] - time_map[0][0]
    moved = tuple((frame - first, source) for frame, source in time_map)
    return Clip(
        at=first,
        length=length,
        lane=0,
        pcm=prepared or pcm,
        map=plain_map(length, 0) if prepared else moved,
        envelopes={parameter: _moved(envelope, first, length) for parameter, envelope in envelopes.items()},
        part="seam" if rendered else "plain",
    )


def _stems(
    t: Transition, at: int, apart: Apart, ready: Prepared, lanes: tuple[Sequence[int], Sequence[int]]
) -> list[Clip]:
    """Each track's stems on its lanes; channel and levels as the recipe moves them."""
    sides = (
        (t.map_from, apart.channel_from, apart.stems_from, ready.from_stems, t.from_track, t.gain_from_db),
        (t.map_to, apart.channel_to, apart.stems_to, ready.to_stems, t.to_track, t.gain_to_db),
    )
    clips = []
    for (time_map, channel, levels, files, track, gain_db), numbers in zip(sides, lanes, strict=True):
        for stem, file, lane in zip(STEMS, files, numbers, strict=True):
            envelopes = channel | ({"level": levels[stem]} if stem in levels else {})
            clip = _seam(time_map, envelopes, file, file, rendered=True)
            clips.append(replace(clip, at=at + clip.at, lane=lane, track=track, gain_db=gain_db))
    return clips


def _moved(envelope: Envelope, first: int, length: int) -> Envelope:
    """The envelope counted from seam frame ``first`` on, with no points outside the clip."""
    last = first + length
    inside = tuple((frame - first, value) for frame, value in envelope.points if first < frame < last)
    return Envelope(((0, envelope.at(first)), *inside, (length, envelope.at(last))))


def _echoes(t: Transition, at: int, pcm: str, lanes: Sequence[int]) -> list[Clip]:
    if t.echoes and not lanes:
        raise TransitionError(f"a transition with {len(t.echoes)} echoes needs an echo lane: give it two")
    return [_echo(t, echo, at, pcm, lanes[number % len(lanes)]) for number, echo in enumerate(t.echoes)]


def _echo(t: Transition, echo: Echo, at: int, pcm: str, lane: int) -> Clip:
    length = echo.length
    return Clip(
        at=at + echo.at,
        length=length,
        lane=lane,
        pcm=pcm,
        map=((0, echo.source), (length, echo.source + length)),
        gain_db=t.gain_from_db + echo.gain_db,
        envelopes=echo.envelopes,
        track=t.from_track,
        part="echo",
    )
