"""Rendering: the lanes of a transition stretched ahead of time."""

from pathlib import Path

from msgspec.structs import replace

from engine.errors import ModelError, StorageError
from planner.stems.splitting import Splitting
from planner.transitions import lane, timemap
from planner.transitions.named import named, used
from planner.transitions.pcm import write_whole
from planner.transitions.split import Lane, split_lanes
from planner.transitions.transition import Prepared, TimeMap, Transition

#: Changes when the same inputs give other samples, so that files of an older Everset are not taken for these.
METHOD = 2


def render(t: Transition, pcm_from: Path, pcm_to: Path, folder: Path, splitting: Splitting | None = None) -> Prepared:
    """The transition's lanes as prepared PCM in ``folder``, named after what went into them: what is there is not made
    again; with their stems, by ``splitting``, where the transition moves them. A pure function of its arguments, for a
    job process.

    Raises TransitionError (Rubber Band missing, failing, too slow; a file that can't be read), StorageError, or
    ModelError, when nothing can be split.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} can't be made ({error.strerror}): check its permissions") from error
    plain = Prepared(
        _lane(t.map_from, pcm_from, folder, t.sample_rate, outgoing=True),
        _lane(t.map_to, pcm_to, folder, t.sample_rate, outgoing=False),
    )
    if t.apart is None or splitting is None:
        return plain
    lanes = (
        Lane(t.map_from, pcm_from, plain.from_pcm, outgoing=True),
        Lane(t.map_to, pcm_to, plain.to_pcm, outgoing=False),
    )
    return Prepared(plain.from_pcm, plain.to_pcm, *split_lanes(lanes, t.sample_rate, splitting, folder))


def rendered(
    t: Transition, pcm_from: Path, pcm_to: Path, folder: Path, splitting: Splitting | None
) -> tuple[Prepared, Transition]:
    """:func:`render`, and the transition with what its lanes were made of: without stems where nothing can be split,
    and then ``fallback`` says why. Raises TransitionError or StorageError."""
    if t.apart is None or splitting is None:
        return render(t, pcm_from, pcm_to, folder), t
    try:
        return render(t, pcm_from, pcm_to, folder, splitting), replace(t, stems=splitting.kind)
    except ModelError as error:
        return render(t, pcm_from, pcm_to, folder), replace(t, fallback=f"without stems: {error}")


def _lane(time_map: TimeMap, pcm: Path, folder: Path, sample_rate: int, *, outgoing: bool) -> str:
    if timemap.steepest(time_map) < lane.UNSTRETCHED:
        return ""
    out = folder / f"{_name(time_map, pcm, sample_rate, outgoing)}.f32"
    if not used(out):
        make = lane.outgoing if outgoing else lane.incoming
        write_whole(out, make(time_map, pcm, sample_rate, folder))
    return str(out)


def _name(time_map: TimeMap, pcm: Path, sample_rate: int, outgoing: bool) -> str:
    size = pcm.stat().st_size if pcm.exists() else 0
    return named(METHOD, time_map, pcm.name, size, sample_rate, outgoing)
