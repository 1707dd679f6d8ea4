"""How right the ear is about music whose truth is known, against every other ear that is installed.

The pieces are others' (EVERSET_MUSIC names their folder): nobody was trained on them. Where the truth is known from
scores and projects it is exact; of pieces as released it is what several trackers agree on, and they have a table of
their own.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.ears.hearing import Hearing, NotHeard, hear
from benchmarks.ears.pieces import TruePiece, music_folder, pieces_in
from benchmarks.ears.score import COLUMNS, Scores, gathered, score
from benchmarks.ears.table import table
from benchmarks.row import Row, against

EARS = ("everset", "librosa", "essentia", "madmom", "queen_mary", "beat_this")
PEER = "librosa"
RELEASED = "released: "  # before the columns of pieces without an exact truth


def rows(_folder: Path, *, pieces: bool = False) -> list[Row]:
    """Each column of each ear, over the exact pieces and over the others; with ``pieces`` each piece's, too. Raises
    UsageError where there is no music."""
    known = pieces_in(music_folder())
    hearings = _hearings([piece.track for piece in known])
    scores = {
        who: [score(piece.truth, answer) for piece, answer in zip(known, hearing.answers, strict=True)]
        for who, hearing in hearings.items()
    }
    exact, released = ({who: _those(known, found, kind) for who, found in scores.items()} for kind in (True, False))
    return [
        *_columns("", {who: gathered(found) for who, found in exact.items()}),
        *_costs(hearings, sum(piece.truth["duration"] for piece in known) / 60),
        *_columns(RELEASED, {who: gathered(found) for who, found in released.items()}),
        *(_each(known, scores) if pieces else []),
    ]


def show(document: dict[str, Any]) -> None:
    """The same for people: who is a row, a measure is a column; pieces that were asked for as well."""
    print(f"{document['name']} on {document['machine']}")
    whole = [row for row in document["rows"] if "/" not in row["what"]]
    print(table([row for row in whole if not row["what"].startswith(RELEASED)]))
    print("released, without an exact truth")
    print(table([{**row, "what": row["what"].removeprefix(RELEASED)} for row in whole
                 if row["what"].startswith(RELEASED)]))  # fmt: skip
    single = [row for row in document["rows"] if "/" in row["what"]]
    for piece in dict.fromkeys(row["what"].partition("/")[0] for row in single):
        print(piece)
        print(table([{**row, "what": row["what"].removeprefix(f"{piece}/")} for row in single
                     if row["what"].startswith(f"{piece}/")]))  # fmt: skip


def _hearings(files: list[Path]) -> dict[str, Hearing]:
    """Of every ear that is installed; why another isn't asked is said on standard error."""
    found = {}
    for who in EARS:
        try:
            found[who] = hear(who, files)
        except NotHeard as reason:
            print(f"{who} is not heard: {reason}", file=sys.stderr)
    return found


def _those(known: list[TruePiece], scores: list[Scores], exact: bool) -> list[Scores]:
    return [found for piece, found in zip(known, scores, strict=True) if piece.exact == exact]


def _columns(prefix: str, scores: dict[str, Scores]) -> list[Row]:
    return [
        row
        for name, column in COLUMNS.items()
        for row in _against(prefix + name, column.unit, {who: one[name] for who, one in scores.items() if name in one})
    ]


def _against(what: str, unit: str, values: dict[str, float]) -> list[Row]:
    """Without a ratio where librosa says nothing, or where the sign has a meaning."""
    if PEER in values and unit != "ms":
        return against(what, unit, values, PEER)
    return [Row(what, who, float(f"{value:.4g}"), unit, None, PEER) for who, value in values.items()]


def _costs(hearings: dict[str, Hearing], minutes: float) -> list[Row]:
    cpu = {who: one.cpu / minutes for who, one in hearings.items()}
    memory = {who: one.peak / 1e6 for who, one in hearings.items()}
    return [*_against("CPU", "s a minute", cpu), *_against("peak memory", "MB", memory)]


def _each(known: Sequence[TruePiece], scores: dict[str, list[Scores]]) -> list[Row]:
    return [
        row
        for number, piece in enumerate(known)
        for row in _columns(f"{piece.name}/", {who: found[number] for who, found in scores.items()})
    ]
