"""The picture of a transition: both buses and the sum on one time axis, what moves them, and what the measures say."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from planner.catalogue.track import Track
from planner.transitions.audition import Audition
from planner.transitions.measure.bus import buses
from planner.transitions.measure.seam import Seam
from planner.transitions.picture import panels
from planner.transitions.picture.axis import label
from planner.transitions.transition import Measure, Transition

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INCHES, DPI = (14.0, 10.4), 100
HEIGHTS = (2.0, 0.8, 2.0, 0.8, 2.0, 0.9, 1.5)  # bus A, its moves, bus B, its moves, the sum, the beats, the measures
PAPER, INK, FAINT = "#15151c", "#ececf4", "#7c7c8c"
GOOD, BAD = "#6ee787", "#ff5d5d"
COLUMNS = 7  # of measures, in two lines
#: The specification's table.
WORDS = {
    "M1": "beat error",
    "M2": "drift",
    "M3": "downbeat",
    "M4": "phrase",
    "M5": "loudness",
    "M6": "true peak",
    "M7": "bass overlap",
    "M8": "voices",
    "M9": "harmony",
    "M12": "clicks",
    "M13": "gaps",
    "M14": "stretch",
    "M15": "skipped",
}
STYLE: dict[Any, Any] = {
    "figure.facecolor": PAPER,
    "axes.facecolor": "#000004",  # where magma begins
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "font.size": 9,
}


def picture(t: Transition, a: Track, b: Track, heard: Audition) -> bytes:
    """A PNG of the transition from ``a`` into ``b`` as it is ``heard``, with the measures that ``t`` has. A second's
    work, and no display: for a job."""
    import matplotlib as mpl  # noqa: PLC0415  half a second that only a picture is worth
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    seam = Seam(t, a, b, found := buses(heard, t.sample_rate), found)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=INCHES, dpi=DPI)
        FigureCanvasAgg(figure)
        _draw(figure, seam)
        out = BytesIO()
        figure.savefig(out, format="png")
    return out.getvalue()


def _draw(figure: "Figure", seam: Seam) -> None:
    t, frames, lead = seam.t, len(seam.mix), seam.heard.lead
    rows = figure.subplots(
        len(HEIGHTS), 1, height_ratios=HEIGHTS, gridspec_kw={"left": 0.06, "right": 0.925, "top": 0.93, "bottom": 0.02}
    )
    bus_a, moves_a, bus_b, moves_b, mix, beats, told = rows
    panels.sound(bus_a, seam.heard.a.pcm, seam, "bus A")
    panels.voices(bus_a, seam.a.analysis.vocals, t.map_from, seam, (0.0, lead + t.map_from[-1][0]))
    panels.moves(moves_a, panels.outgoing(t), seam, frames, "A moves")
    panels.sound(bus_b, seam.heard.b.pcm, seam, "bus B")
    panels.voices(bus_b, seam.b.analysis.vocals, t.map_to, seam, (lead + t.map_to[0][0], frames))
    panels.moves(moves_b, panels.incoming(t), seam, frames, "B moves")
    panels.sound(mix, seam.mix, seam, "on air")
    panels.beats(beats, seam, frames)
    for axes in rows[:-2]:
        axes.tick_params(labelbottom=False, bottom=False)
    label(beats, seam, frames)
    _legend(bus_a)
    _measures(told, t.measures)
    _title(figure, seam)


def _title(figure: "Figure", seam: Seam) -> None:
    t = seam.t
    figure.text(0.06, 0.97, f"{_name(seam.a)}  →  {_name(seam.b)}", fontsize=14, weight="bold", va="center")
    tempi = f"{seam.a.analysis.bpm:.1f} to {seam.b.analysis.bpm:.1f} BPM"
    keys = f"{seam.a.analysis.key.camelot} to {seam.b.analysis.key.camelot}"
    score = "" if t.score is None else f", score {t.score:.2f}"
    told = f"{t.recipe.replace('_', ' ')} over {t.bars} bars, {t.length / t.sample_rate:.1f} s; {tempi}; {keys}{score}"
    figure.text(0.06, 0.945, told, fontsize=10, color=FAINT, va="center")


def _name(track: Track) -> str:
    artist = f"{track.tags.artist} – " if track.tags.artist else ""
    return _short(f"{artist}{track.tags.title}", 48)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _legend(axes: "Axes") -> None:
    for height, (word, colour) in zip((0.95, 0.8, 0.65), (("voice", panels.VOICE), ("swap", "#4fd8ff"),
                                                          ("seam", "white")), strict=True):  # fmt: skip
        axes.text(1.008, height, f"▬ {word}", transform=axes.transAxes, color=colour, fontsize=8, va="center")


def _measures(axes: "Axes", measures: dict[str, Measure]) -> None:
    """Every measure's value: green is within the target, red is not, faint could not be measured."""
    axes.set_axis_off()
    for number, (name, each) in enumerate(measures.items()):
        line, column = divmod(number, COLUMNS)
        x, y = column / COLUMNS, 0.7 - 0.48 * line
        colour = FAINT if not each.measurable else GOOD if each.ok else BAD
        word = f"{name} {WORDS.get(name, '')}{'  NEVER' if each.never else ''}"
        for lower, size, told in ((0.0, 8, word), (0.15, 9, _value(each)), (0.28, 7, _fault(each))):
            axes.text(x, y - lower, told, transform=axes.transAxes, color=colour, fontsize=size, va="center")


def _value(measure: Measure) -> str:
    known = measure.measurable and measure.value is not None
    return f"{measure.value:.3g} {measure.unit}" if known else "not measurable"


def _fault(measure: Measure) -> str:
    return _short(measure.detail, 30) if measure.measurable and not measure.ok else ""
