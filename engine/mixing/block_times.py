"""How long blocks took, as ``status`` and ``/metrics`` say it."""

from engine.bus import Message
from ext.tally import Tally

MILLISECOND = 1_000_000  # nanoseconds
EDGES = tuple(1 << power for power in range(15, 31))  # 33 µs to 1.07 s, an octave apart


def quantile(times: Tally, share: float) -> int:
    """The duration in nanoseconds that ``share`` of the blocks kept within, right to 12 %; 0 without any."""
    left = share * times.count
    for edge, count in times.buckets():
        left -= count
        if left <= 0:
            return min(edge, times.worst)
    return times.worst


def block_ms(times: Tally) -> Message:
    """Milliseconds."""
    shares = {"p50": 0.5, "p99": 0.99, "p99_99": 0.9999}
    quantiles = {name: round(quantile(times, share) / MILLISECOND, 3) for name, share in shares.items()}
    return {**quantiles, "worst": round(times.worst / MILLISECOND, 3)}


def histogram(times: Tally) -> Message:
    """``buckets``: ``[upper edge in seconds, blocks up to it]``, rising. ``sum``: seconds."""
    found = times.buckets()
    buckets = [[edge / 1e9, sum(count for limit, count in found if limit <= edge)] for edge in EDGES]
    return {"buckets": buckets, "count": times.count, "sum": times.total / 1e9}
