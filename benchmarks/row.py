"""One measured value, and how it stands to a peer's."""

from msgspec import Struct


class Row(Struct, frozen=True):
    """``who`` measured ``value`` (in ``unit``) for ``what``; ``ratio`` is that over the value of ``ratio_to``, 1 for
    the peer itself."""

    what: str
    who: str
    value: float
    unit: str
    ratio: float | None
    ratio_to: str


def against(what: str, unit: str, values: dict[str, float], peer: str) -> list[Row]:
    """A row for everyone in ``values``, as ratios to ``peer``; no ratio to a peer's zero."""
    base = values[peer]
    return [
        Row(what, who, float(f"{value:.4g}"), unit, float(f"{value / base:.4g}") if base else None, peer)
        for who, value in values.items()
    ]
