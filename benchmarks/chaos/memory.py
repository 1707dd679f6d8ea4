"""Memory of the station's processes over a run."""

from msgspec import Struct

MEGABYTE = 1e6
GROWTH = 1.25  # of the last third over the first: more is growth
SLACK_MEGABYTES = 20.0


class Memory(Struct, frozen=True):
    """Of one process, however often it was started: the most resident megabytes in the first and in the last third of
    the run. The most, because one that was just started has not yet what it needs."""

    name: str
    first: float
    last: float

    @property
    def grew(self) -> bool:
        """Whether that is more than noise."""
        return self.last > GROWTH * self.first + SLACK_MEGABYTES


def memories(rows: list[tuple[int, list[dict[str, object]]]]) -> list[Memory]:
    """From what the supervisor said over time."""
    by_name: dict[str, list[float]] = {}
    for _, processes in rows:
        for one in processes:
            if float(str(one["rss_bytes"])) > 0:
                by_name.setdefault(str(one["name"]), []).append(float(str(one["rss_bytes"])) / MEGABYTE)
    return [
        Memory(name, max(found[: -(-len(found) // 3)]), max(found[-(len(found) // 3 + 1) :]))
        for name, found in by_name.items()
    ]
