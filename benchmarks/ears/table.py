"""Rows of measures as a table for people: who is a line, a measure is a column."""

from collections.abc import Sequence
from typing import Any

NOTHING = "–"


def table(rows: Sequence[dict[str, Any]]) -> str:
    """``rows`` as in the contract's ``bench --json``; lines and columns in the order in which they first come."""
    ears, measures = (list(dict.fromkeys(row[key] for row in rows)) for key in ("who", "what"))
    values = {(row["who"], row["what"]): f"{row['value']:.3g}" for row in rows}
    wide = max((len(ear) for ear in ears), default=0)
    lines = [" " * wide + "".join(f"  {measure}" for measure in measures)]
    for ear in ears:
        cells = (values.get((ear, measure), NOTHING).rjust(len(measure)) for measure in measures)
        lines.append(ear.ljust(wide) + "".join(f"  {cell}" for cell in cells))
    return "\n".join(f"  {line}" for line in lines)
