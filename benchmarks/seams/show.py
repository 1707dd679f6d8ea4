"""The table for people: a measure is a line, a mixer a column."""

import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.seams.gather import COUNT, MEDIAN, NEVER, P95, WITHIN

WIDTH = 160  # characters, where no terminal says how many it has


def show(document: dict[str, Any]) -> None:
    """A table a class: median, 95th percentile, share within the target of so many seams, and how many never may be."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    console.print(f"{document['name']} on {document['machine']}", markup=False, highlight=False)
    rows = [row for row in document["rows"] if row["what"].count("/") == 2]
    for kind in dict.fromkeys(row["what"].partition("/")[0] for row in rows):
        console.print(table(kind, [row for row in rows if row["what"].startswith(f"{kind}/")]))
    refused = [row for row in document["rows"] if row["what"] == "all/refused"]
    console.print("refused: " + ", ".join(f"{row['who']} {row['value']:g}" for row in refused), highlight=False)


def table(kind: str, rows: list[dict[str, Any]]) -> Table:
    """The table of one class."""
    who = list(dict.fromkeys(row["who"] for row in rows))
    found = {(row["what"].split("/")[1], row["what"].split("/")[2], row["who"]): row for row in rows}
    made = Table("", *who, title=f"{kind}: median · p95 · within the target (of seams) · never")
    for name in dict.fromkeys(row["what"].split("/")[1] for row in rows):
        made.add_row(name, *(_cell(found, name, each) for each in who))
    return made


def _cell(found: dict[tuple[str, str, str], dict[str, Any]], name: str, who: str) -> str:
    if (name, MEDIAN, who) not in found:
        return "–"
    middle, tail, within, never, count = (found[name, how, who] for how in (MEDIAN, P95, WITHIN, NEVER, COUNT))
    lost = f" · {never['value']:g} never" if never["value"] else ""
    values = f"{middle['value']:.3g} · {tail['value']:.3g} {middle['unit']}"
    return f"{values} · {within['value']:.0%} ({count['value']:g}){lost}"
