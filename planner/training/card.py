"""The model card: what the weights learned from, what they are worth, and what they can't do."""

from planner.choosing.features import NAMES
from planner.training.report import Errors, Report

_LANES = {
    "varispeed": "the plain tracks by varispeed, as when a seam must be played before it is rendered",
    "stretched": "lanes stretched by Rubber Band, as on air",
}


def card(report: Report, *, music: str, model_id: str, stars: str) -> str:
    """Markdown. ``music``: what was listened to, in words; ``stars``: the state of that head, in words."""
    return "\n".join((*_what(model_id, stars), *_data(report, music), *_worth(report), *_limits(report), ""))


def summary(report: Report) -> str:
    """The held-out errors in a few lines, for the terminal."""
    lines = [f"{report.rows} rows of {report.tracks} tracks; {_held(report)}"]
    for name, errors, unit in _table(report):
        row = f"network {errors.network:.3g}, constant {errors.constant:.3g}, linear {errors.linear:.3g}"
        lines.append(f"mean absolute error of {name} ({unit}): {row}")
    return "\n".join(lines)


def _what(model_id: str, stars: str) -> list[str]:
    return [
        "# Transition scorer",
        "",
        f"Weights `{model_id}` (BLAKE2b of the file), written by `everset train`.",
        "",
        "Judges the step from one track to another: how well the transition will measure, and how long it should be.",
        f"Network 14→128→64→32, ReLU, in one ONNX graph that normalises its inputs: {', '.join(NAMES)}.",
        "",
        "| output | meaning |",
        "|---|---|",
        "| quality | 0 to 1, the score of the rendered transition's measures |",
        "| bars | 4 to 64, the length that measured best |",
        f"| stars | five classes; {stars} |",
        "",
    ]


def _data(report: Report, music: str) -> list[str]:
    low, middle, high = report.spread
    return [
        "## Trained on",
        "",
        f"{music}. {report.rows} rows of {report.tracks} tracks; {_held(report)}. Seed {report.seed}, "
        f"{report.tuning.epochs} epochs, the length believed to {report.tuning.trust:.0%} against the median "
        "(both chosen on other songs than those held out).",
        "",
        "A row is a pair of tracks, joined by the planner in every length that finds its place, mixed by the mixer of "
        "the air and measured; its label is the best length and that one's score. Pairs that a set would never play "
        "are among them on purpose. Only recipes in which both tracks sound together are measured: a cut says nothing "
        "of a pair. Where a fade lets two beats run free, M1 is taken from both beat grids.",
        "",
        f"- recipes: {_counts(report.recipes)}",
        f"- best lengths in bars: {_counts(report.lengths)}",
        f"- quality of all rows: 10th percentile {low:.2f}, median {middle:.2f}, 90th percentile {high:.2f}",
        *(f"- {count} rows measured on {_LANES[lanes]}" for lanes, count in report.lanes.items()),
        "",
    ]


def _worth(report: Report) -> list[str]:
    rows = [
        f"| {name} ({unit}) | {errors.network:.3g} | {errors.constant:.3g} | {errors.linear:.3g} |"
        for name, errors, unit in _table(report)
    ]
    return [
        "## Held-out error",
        "",
        "Mean absolute error on songs that no weight has seen, beside the training median and a linear model of the "
        "same inputs:",
        "",
        "| | network | constant | linear |",
        "|---|---|---|---|",
        *rows,
        "",
    ]


def _limits(report: Report) -> list[str]:
    longest = max(report.lengths)
    return [
        "## Limits",
        "",
        "- Quality is what the measures see: beats, drift, phrase, loudness, bass and voices over one another. "
        "Harmony, genre and energy are not in it; the choosing weighs them by itself.",
        *_no_better(report),
        f"- No length above {longest} bars was measured best; what it says beyond is extrapolated.",
        f"- Nothing was learned of {', '.join(report.idle)}: they hardly varied. It does not look at them."
        if report.idle
        else "- Every input varied.",
        "- Music that is unlike what it was trained on is judged by extrapolation. Train on your own: `everset train`.",
        "",
    ]


def _no_better(report: Report) -> list[str]:
    """What is not worth more than its own median, within a twentieth."""
    return [
        f"- Its {name} is not clearly better than a constant on tracks never seen: the inputs say little of it."
        for name, errors, _ in _table(report)
        if errors.network > 0.95 * errors.constant
    ]


def _table(report: Report) -> list[tuple[str, Errors, str]]:
    quality = report.quality
    points = Errors(100 * quality.network, 100 * quality.constant, 100 * quality.linear)
    return [("quality", points, "points of 100"), ("length", report.bars, "bars")]


def _held(report: Report) -> str:
    return f"{report.held_out_rows} rows of {report.held_out_tracks} other tracks held out"


def _counts(counts: dict[str, int] | dict[int, int]) -> str:
    return ", ".join(f"{word} {count}" for word, count in counts.items())
