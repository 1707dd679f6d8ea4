"""The run as a picture: a line a kind of fault, time from left to right, and what was heard of it in red."""

from html import escape

from benchmarks.chaos.outcome import Recording
from benchmarks.chaos.tape import SECOND
from benchmarks.chaos.verdict import DISTANCE, Verdict

WIDTH, LEFT, LINE = 1600, 240, 22
STYLE = "text{font:12px sans-serif}.f{fill:#4a7}.n{fill:#bbb}.u{fill:#e90}.g{fill:#d22}"


def picture(recording: Recording, verdict: Verdict) -> str:
    """SVG."""
    outcomes = recording.outcomes
    kinds = sorted({one.kind for one in outcomes})
    begin, end = outcomes[0].began, outcomes[-1].ended + 10 * SECOND

    def x(time: int) -> float:
        return LEFT + (time - begin) / (end - begin) * (WIDTH - LEFT - 20)

    height = LINE * (len(kinds) + 3)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"><style>{STYLE}</style>']
    for number, kind in enumerate(kinds):
        parts.append(f'<text x="4" y="{LINE * (number + 1) + 15}">{escape(kind)}</text>')
    for one in outcomes:
        shade = "n" if not one.tried else "u" if one.unwell else "f"
        top = LINE * (kinds.index(one.kind) + 1) + 3
        parts.append(bar(x(one.began), max(3.0, x(one.ended) - x(one.began)), top, shade, f"{one.number}: {one.what}"))
    parts.append(f'<text x="4" y="{LINE * (len(kinds) + 1) + 15}">heard</text>')
    for gap in verdict.gaps:
        time = recording.tape.due(gap.frame) + round(DISTANCE * SECOND)
        told = f"{gap.ms(recording.tape.sample_rate):.1f} ms {gap.how}, fault {gap.fault}"
        wide = max(3.0, x(time + gap.length * SECOND // recording.tape.sample_rate) - x(time))
        parts.append(bar(x(time), wide, LINE * (len(kinds) + 1) + 3, "g", told))
    for minute in range(0, int((end - begin) / SECOND // 60) + 1):
        at = x(begin + minute * 60 * SECOND)
        parts.append(f'<text x="{at:.0f}" y="{height - 6}">{minute} min</text>')
    return "\n".join([*parts, "</svg>"])


def bar(left: float, width: float, top: int, shade: str, told: str) -> str:
    """A rectangle that says what it is when it is pointed at."""
    return (
        f'<rect class="{shade}" x="{left:.1f}" y="{top}" width="{width:.1f}" height="{LINE - 6}">'
        f"<title>{escape(told)}</title></rect>"
    )
