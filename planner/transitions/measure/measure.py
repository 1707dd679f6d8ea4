"""Measures a transition from its rendered samples."""

from pathlib import Path

from msgspec.structs import replace

from planner.catalogue.track import Track
from planner.transitions.audition import audition
from planner.transitions.measure.alone import Alone, alone, around
from planner.transitions.measure.bass import bass
from planner.transitions.measure.beat_error import bars, beat_error, drift
from planner.transitions.measure.bus import buses
from planner.transitions.measure.clicks import clicks
from planner.transitions.measure.cost import skipped, stretch_cost
from planner.transitions.measure.downbeat import downbeat
from planner.transitions.measure.gaps import gaps
from planner.transitions.measure.harmony import harmony
from planner.transitions.measure.loudness import loudness
from planner.transitions.measure.peak import true_peak
from planner.transitions.measure.phrase import phrase
from planner.transitions.measure.seam import Seam
from planner.transitions.measure.vocals import vocals
from planner.transitions.transition import Measure, Prepared, Transition


def measure(  # noqa: PLR0913 -- both tracks and where their sound lies, each by its name
    t: Transition,
    a: Track,
    b: Track,
    *,
    pcm_from: str,
    pcm_to: str,
    prepared: Prepared | None,
    known: Alone | None = None,
) -> dict[str, Measure]:
    """M1 to M15 of the specification that can be told from the seam, by their names. ``prepared`` None: as it is played
    on the plain tracks. ``known``: the tracks by themselves, where somebody has rendered them. Raises TransitionError
    when the files can't be read."""
    heard = audition(t, Path(pcm_from), Path(pcm_to), prepared, around(t))
    by_themselves = alone(t, Path(pcm_from), Path(pcm_to), around(t), known)
    return measures(Seam(t, a, b, buses(heard, t.sample_rate), by_themselves))


def measures(seam: Seam) -> dict[str, Measure]:
    """Every measure of a seam that has been heard."""
    beats = bars(seam)
    found = {
        "M1": beat_error(beats, seam),
        "M2": drift(beats),
        "M3": downbeat(seam),
        "M4": phrase(seam),
        "M5": loudness(seam),
        "M6": true_peak(seam),
        "M7": bass(seam),
        "M8": vocals(seam),
        "M9": harmony(seam),
        "M12": clicks(seam),
        "M13": gaps(seam),
        "M14": stretch_cost(seam),
        "M15": skipped(seam),
    }
    return {name: plain(one) for name, one in found.items()}


def plain(one: Measure) -> Measure:
    """``one`` with numbers of Python's own: reports are JSON."""
    return replace(one, value=None if one.value is None else float(one.value), ok=bool(one.ok), never=bool(one.never))
