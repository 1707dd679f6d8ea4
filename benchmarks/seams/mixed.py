"""A pair mixed by one of the mixers and measured: a job."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.seams.library import RATE
from benchmarks.seams.pairs import Drawn
from benchmarks.seams.peers import EQUAL_POWER, LINEAR, TARGET_LUFS, Crossfade, crossfaded
from benchmarks.seams.truth import true_measures
from engine.errors import TransitionError
from planner.directing.seam_job import render_and_measure
from planner.stems.splitting import Splitting
from planner.training.free_beats import free_beats
from planner.transitions.made_ready import Rendering
from planner.transitions.measure.measure import measure
from planner.transitions.measure.score import score
from planner.transitions.plan import plan
from planner.transitions.transition import Measure, Transition


class Mixed(Struct, frozen=True):
    """``measures``: M1 to M15, and those against the truth. ``refused``: why there is no seam, empty where there is."""

    kind: str
    a: str
    b: str
    who: str
    recipe: str = ""
    bars: int = 0
    trusted: bool = False
    measures: dict[str, Measure] = {}
    score: float = 0.0
    why: tuple[str, ...] = ()
    refused: str = ""


def _everset(splitting: Splitting | None) -> Callable[[Drawn, Path], Transition]:
    """By the job that makes seams for the air."""

    def mixed(drawn: Drawn, folder: Path) -> Transition:
        a, b = drawn.a, drawn.b
        stems = splitting is not None
        job = Rendering(
            transition=plan(a.track, b.track, sample_rate=RATE, target_lufs=TARGET_LUFS, stems=stems),
            leaving=a.track,
            entering=b.track,
            pcm_from=str(a.pcm),
            pcm_to=str(b.pcm),
            folder=str(folder),
            splitting=splitting,
        )
        return render_and_measure(job)[1]

    return mixed


def _peer(how: Crossfade) -> Callable[[Drawn, Path], Transition]:
    def mixed(drawn: Drawn, _folder: Path) -> Transition:
        t = crossfaded(drawn.a, drawn.b, how)
        tracks, files = (drawn.a.track, drawn.b.track), (str(drawn.a.pcm), str(drawn.b.pcm))
        found = measure(t, *tracks, pcm_from=files[0], pcm_to=files[1], prepared=None)
        return replace(t, measures=found)

    return mixed


#: Less is a cut.
MIXED_SECONDS = 1.0
#: Who mixes; the first splits stems by signal processing, as on every machine.
MIXERS: dict[str, Callable[[Drawn, Path], Transition]] = {
    "everset": _everset(Splitting()),
    "without stems": _everset(None),
    "linear 10 s": _peer(LINEAR),
    "equal power 5 s": _peer(EQUAL_POWER),
}


def mix(drawn: Drawn, who: str) -> Mixed:
    """The pair as ``who`` would mix it."""
    told = Mixed(drawn.kind, drawn.a.source.name, drawn.b.source.name, who)
    with TemporaryDirectory(prefix="everset-seam-") as name:
        try:
            t = MIXERS[who](drawn, Path(name))
        except TransitionError as error:
            return replace(told, refused=str(error))
    return replace(
        told,
        recipe=t.recipe,
        bars=t.bars,
        trusted=drawn.a.track.analysis.trusted and drawn.b.track.analysis.trusted,
        measures=t.measures | _apart(t, drawn) | _together(t) | true_measures(t, drawn),
        score=score(t.measures),
        why=t.why,
    )


def _apart(t: Transition, drawn: Drawn) -> dict[str, Measure]:
    """M1 by the grids where the strokes have nothing in common: what runs apart by plan has no lag to be found."""
    if not t.measures["M1"].measurable and _overlap(t) >= MIXED_SECONDS:
        found = free_beats(replace(t, beats=()), drawn.a.track, drawn.b.track)
        return {"M1": found} if found is not None else {}
    return {}


def _together(t: Transition) -> dict[str, Measure]:
    """For how long both tracks sound together: a cut has no faults, and is no mix."""
    seconds = _overlap(t)
    return {"together": Measure(value=seconds, unit="s", ok=seconds >= MIXED_SECONDS, measurable=True)}


def _overlap(t: Transition) -> float:
    """Seconds for which both tracks sound."""
    return max(0.0, (t.map_from[-1][0] - t.map_to[0][0]) / t.sample_rate)
