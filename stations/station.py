"""A station as the supervisor sees it: where it lives, how it was started, and what each of its processes reads; and
the group of stations that share their processes."""

from typing import Any

from msgspec import Struct

from engine.places import Places
from stations.settings import StationSettings
from stations.start import Start

Documents = dict[str, dict[str, Any]]  # for each process the JSON document that it reads


class Station(Struct, frozen=True):
    """``name``: as in its settings, its own within a group."""

    name: str
    places: Places
    start: Start
    documents: Documents


Group = list[Station]


def group_of(starts: list[Start]) -> Group:
    """The stations of ``starts``; each knows of all of them."""
    settings = [start.station() for start in starts]
    places = [Places(one.folder()) for one in settings]
    folders = [str(one.data) for one in places]
    return [
        Station(one.station.name, here, start.beside(folders), documents(one, len(starts)))
        for start, one, here in zip(starts, settings, places, strict=True)
    ]


def documents(settings: StationSettings, sharers: int = 1) -> Documents:
    """The settings document of each process that the station wants. What two of them need is said once, in the section
    it belongs to. ``sharers``: stations that share the machine's cores for what they listen to."""
    title = settings.station.title
    outputs = settings.outputs.model_copy(update={"station": title, "sample_rate": settings.engine.sample_rate})
    web = settings.web.model_copy(
        update={
            "station": title,
            "stream_port": settings.outputs.stream_port,
            "formats": settings.outputs.formats,
            "distance_seconds": settings.outputs.distance_seconds,
        }
    )
    workers = max(1, settings.planner.analysis_workers // sharers)
    planner = settings.planner.model_copy(
        update={"target_lufs": settings.engine.loudness_lufs, "analysis_workers": workers}
    )
    models = {"engine": settings.engine, "outputs": outputs, "planner": planner, "web": web}
    if settings.card.device:
        models["card"] = settings.card.model_copy(update={"sample_rate": settings.engine.sample_rate})
    if settings.midi.enabled:
        models["midi"] = settings.midi
    return {name: model.model_dump(mode="json") for name, model in models.items()}
