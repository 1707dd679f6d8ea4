"""The picture's panels: a bus or the sum as it sounds, what moves it, and how far apart the beats are."""

from typing import TYPE_CHECKING

import numpy as np

from engine.programme.envelope import Envelope, Parameter
from planner.stems.stems import STEMS
from planner.transitions import timemap
from planner.transitions.measure.beat_error import MEDIAN_MS, P95_MS, bars
from planner.transitions.measure.seam import Seam
from planner.transitions.pcm import Pcm
from planner.transitions.picture.axis import lines
from planner.transitions.picture.spectrogram import BANDS, CEILING_DB, FLOOR_DB, band_at, spectrogram
from planner.transitions.spans import Span, within
from planner.transitions.transition import TimeMap, Transition

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HERTZ = {60: "60", 250: "250", 1_000: "1k", 4_000: "4k", 15_000: "15k"}
VOICE = "#ff9d3b"
COLOURS: dict[str, str] = {
    "fader": "#ffffff",
    "level": "#b9b9c6",
    "low": "#ff5d5d",
    "mid": "#ffd24a",
    "high": "#6ee787",
    "highpass": "#c08bff",
    "lowpass": "#57b6ff",
    "drums": "#57b6ff",
    "bass": "#c08bff",
    "vocals": VOICE,
    "other": "#6ee787",
}
STROKES = {"mid": "--", "high": ":", "bass": "--"}  # that often run together
#: Where the scale of a band's gain and of a filter's frequency ends; a fader's is 0 to 1.
LOWEST_DB, HIGHEST_DB = -40.0, 2.0
LOWEST_HZ, HIGHEST_HZ = 20.0, 20_000.0
FURTHEST_MS = 30.0  # of a bar's lag that is drawn; what is further off stands at the edge


def sound(axes: "Axes", pcm: Pcm, seam: Seam, name: str) -> None:
    """The spectrogram of ``pcm``."""
    image = spectrogram(pcm, seam.rate)
    axes.imshow(
        image,
        origin="lower",
        aspect="auto",
        extent=(0, len(pcm), 0, BANDS),
        cmap="magma",
        vmin=FLOOR_DB,
        vmax=CEILING_DB,
        interpolation="nearest",
    )
    axes.set_yticks([band_at(hertz) for hertz in HERTZ], list(HERTZ.values()))
    axes.set_ylabel(f"{name}\nHz")
    lines(axes, seam)


def voices(axes: "Axes", spans: list[Span], line: TimeMap, seam: Seam, sounds: Span) -> None:
    """A strip along the top of a bus where its track has a voice, within the frames in which it ``sounds``."""
    rate = seam.rate
    heard = [tuple(timemap.heard_at(line, each * rate) + seam.heard.lead for each in span) for span in spans]
    for start, end in within([(span[0], span[1]) for span in heard], *sounds):
        axes.plot([start, end], [0.965 * BANDS] * 2, color=VOICE, linewidth=5, solid_capstyle="butt")


def outgoing(t: Transition) -> dict[str, Envelope]:
    """What moves the outgoing track as it was made, by parameter or, of a stem's level, by the stem."""
    apart = t.moved_apart
    return _named(apart.channel_from) | apart.stems_from if apart else _named(t.envelopes_from)


def incoming(t: Transition) -> dict[str, Envelope]:
    """The same of the incoming track."""
    apart = t.moved_apart
    return _named(apart.channel_to) | apart.stems_to if apart else _named(t.envelopes_to)


def _named(envelopes: dict[Parameter, Envelope]) -> dict[str, Envelope]:
    return {str(parameter): envelope for parameter, envelope in envelopes.items()}


def moves(axes: "Axes", envelopes: dict[str, Envelope], seam: Seam, frames: int, name: str) -> None:
    """Every envelope of a track, each on its own scale from the bottom to the top."""
    places = np.linspace(0, seam.t.length, 600)
    for parameter, envelope in envelopes.items():
        values = [_share(parameter, envelope.at(frame)) for frame in places]
        axes.plot(
            places + seam.heard.lead,
            values,
            color=COLOURS[parameter],
            linewidth=1.6,
            linestyle=STROKES.get(parameter, "-"),
            label=parameter,
        )
    axes.set_ylim(-0.06, 1.06)
    axes.set_yticks([0, 1], ["min", "max"])
    axes.set_ylabel(name)
    axes.set_xlim(0, frames)
    lines(axes, seam)
    if envelopes:
        axes.legend(loc="center left", bbox_to_anchor=(1.005, 0.5), fontsize=8, frameon=False, handlelength=1.2)


def _share(parameter: str, value: float) -> float:
    """0..1 within the parameter's scale; a filter that is off stands where it does nothing."""
    if parameter in ("fader", "level", *STEMS):
        return value
    if parameter in ("highpass", "lowpass"):
        hertz = value or (LOWEST_HZ if parameter == "highpass" else HIGHEST_HZ)
        return float(np.clip(np.log(hertz / LOWEST_HZ) / np.log(HIGHEST_HZ / LOWEST_HZ), 0.0, 1.0))
    return float(np.clip((value - LOWEST_DB) / (HIGHEST_DB - LOWEST_DB), 0.0, 1.0))


def beats(axes: "Axes", seam: Seam, frames: int) -> None:
    """How late bus B is in every bar, in ms; green is what M1 allows."""
    found = bars(seam)
    axes.axhspan(-P95_MS, P95_MS, color="#6ee78718")
    axes.axhspan(-MEDIAN_MS, MEDIAN_MS, color="#6ee78730")
    for bar in found:
        late = 1000.0 * bar.lag
        middle = (bar.time + bar.beat * seam.pair.a.grid.beats_per_bar / 2) * seam.rate
        colour = "#6ee787" if abs(late) <= P95_MS else "#ff5d5d"
        axes.plot(middle, np.clip(late, -FURTHEST_MS, FURTHEST_MS), "o", color=colour, markersize=4)
    axes.set_ylim(-1.1 * FURTHEST_MS, 1.1 * FURTHEST_MS)
    axes.set_yticks([-FURTHEST_MS, 0, FURTHEST_MS])
    axes.set_ylabel("B late\nms")
    axes.set_xlim(0, frames)
    lines(axes, seam)
    if not found:
        axes.text(0.5, 0.5, "no beats to compare", transform=axes.transAxes, ha="center", va="center", color="#9a9aa8")
