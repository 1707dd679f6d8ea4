"""What stations of one group may not share, all of it at once."""

from collections.abc import Callable

from stations.settings import StationSettings
from stations.start import Start


def conflicts(starts: list[Start]) -> list[str]:
    """A line a thing that two stations would both have: a name, a folder, a stream's address; a page's address with
    one title, or with the stream of another."""
    stations = [start.station() for start in starts]
    streams = {_stream(one) for one in stations if one.outputs.stream_port}
    return [
        *_shared(stations, "station.name", lambda one: one.station.name),
        *_shared(stations, "station.data", lambda one: str(one.folder().resolve())),
        *_shared(stations, "outputs.stream_port", lambda one: _stream(one) if one.outputs.stream_port else None),
        *_shared(stations, "station.title", lambda one: f"{one.web.slug_of(one.station.title)} on {_page(one)}"),
        *(
            f"web.port: {_page(one)} of {one.station.name} is a stream's address too: give each its own"
            for one in stations
            if len(stations) > 1 and _page(one) in streams
        ),
    ]


def _stream(one: StationSettings) -> str:
    return f"{one.outputs.bind}:{one.outputs.stream_port}"


def _page(one: StationSettings) -> str:
    return f"{one.web.bind}:{one.web.port}"


def _shared(stations: list[StationSettings], key: str, of: Callable[[StationSettings], str | None]) -> list[str]:
    owners: dict[str, list[str]] = {}
    for one in stations:
        if (value := of(one)) is not None:
            owners.setdefault(value, []).append(one.station.name)
    return [
        f"{key}: {value} is said by {len(names)} stations ({', '.join(names)}): give each its own"
        for value, names in owners.items()
        if len(names) > 1
    ]
