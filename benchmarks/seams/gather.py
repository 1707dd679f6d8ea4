"""What was measured of many seams, gathered into rows: each measure of each mixer, by class and over all."""

from collections.abc import Iterable

import numpy as np

from benchmarks.row import Row
from benchmarks.seams.mixed import Mixed

ALL = "all"
#: Said only of pairs whose grids were both trusted: of others nobody knows where the beats are.
BY_GRID = frozenset({"M1", "M2", "M3", "M4"})
PEER = "linear 10 s"
#: How a measure is told over many seams.
MEDIAN, P95, WITHIN, NEVER, COUNT = "median", "p95", "within", "never", "seams"


def gathered(mixed: Iterable[Mixed]) -> list[Row]:
    """Rows named ``class/measure/how``, and ``class/refused``."""
    every = list(mixed)
    kinds = [*dict.fromkeys(one.kind for one in every), ALL]
    return [row for kind in kinds for row in _of_kind(kind, [one for one in every if kind in (one.kind, ALL)])]


def _of_kind(kind: str, mixed: list[Mixed]) -> list[Row]:
    who = list(dict.fromkeys(one.who for one in mixed))
    names = dict.fromkeys(name for one in mixed for name in one.measures)
    rows = [Row(f"{kind}/refused", each, _refused(mixed, each), "seams", None, PEER) for each in who]
    for name in names:
        told = {each: _told([one for one in mixed if one.who == each], name) for each in who}
        for how in (MEDIAN, P95, WITHIN, NEVER, COUNT):
            values = {each: told[each][how] for each in who if how in told[each]}
            rows += _rows(f"{kind}/{name}/{how}", _unit(mixed, name, how), values)
    return rows


def _refused(mixed: list[Mixed], who: str) -> float:
    return float(sum(1 for one in mixed if one.who == who and one.refused))


def _told(mixed: list[Mixed], name: str) -> dict[str, float]:
    found = [
        one.measures[name]
        for one in mixed
        if name in one.measures and one.measures[name].measurable and (one.trusted or name not in BY_GRID)
    ]
    if not found:
        return {COUNT: 0.0}
    values = [float(each.value or 0.0) for each in found]
    return {
        MEDIAN: float(np.median(values)),
        P95: float(np.quantile(values, 0.95)),
        WITHIN: float(np.mean([each.ok for each in found])),
        NEVER: float(sum(each.never for each in found)),
        COUNT: float(len(found)),
    }


def _unit(mixed: list[Mixed], name: str, how: str) -> str:
    if how in (MEDIAN, P95):
        return next(one.measures[name].unit for one in mixed if name in one.measures)
    return "share" if how == WITHIN else "seams"


def _rows(what: str, unit: str, values: dict[str, float]) -> list[Row]:
    base = values.get(PEER)
    return [
        Row(what, who, float(f"{value:.4g}"), unit, float(f"{value / base:.4g}") if base else None, PEER)
        for who, value in values.items()
    ]
