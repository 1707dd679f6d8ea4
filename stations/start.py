"""How a station was started: its settings as they hold, where they came from, and by which code."""

from pathlib import Path
from typing import Any

import msgspec
import structlog
from msgspec import Struct

from engine.errors import StorageError
from engine.places import Places
from stations.release import Release, this_release
from stations.roll import write_private
from stations.settings import Overrides, StationSettings, load

log = structlog.get_logger()

NEXT = ".next"  # of a station that is being upgraded


class Start(Struct, frozen=True, kw_only=True):
    """``group``: the folders of all stations that share its processes, its own among them. ``toml``: the absolute path
    of the settings' file, empty without one. ``overrides``: what the command line said besides. ``settings``: both,
    with every default."""

    settings: dict[str, Any]
    toml: str = ""
    overrides: Overrides = {}
    group: list[str] = []
    release: Release = msgspec.field(default_factory=this_release)

    @classmethod
    def of(cls, toml: Path | None, overrides: Overrides) -> "Start":
        """Raises ConfigError."""
        settings = load(toml, overrides)
        return cls(
            settings=settings.model_dump(mode="json"),
            toml=str(toml.absolute()) if toml else "",
            overrides=overrides,
        )

    def beside(self, folders: list[str]) -> "Start":
        """The same in the group of ``folders``."""
        return msgspec.structs.replace(self, group=folders)

    def station(self) -> StationSettings:
        """The settings."""
        return StationSettings.model_validate(self.settings)


def path_of(places: Places, suffix: str = "") -> Path:
    return places.data / "run" / f"station{suffix}.json"


def keep_start(places: Places, start: Start, suffix: str = "") -> None:
    """Remember ``start`` in the station's folder; a full disk costs that and no more."""
    try:
        path_of(places).parent.mkdir(exist_ok=True)
        write_private(path_of(places, suffix), msgspec.json.encode(start))
    except (OSError, StorageError) as error:
        log.warning("the station's start is not stored", why=str(error))


def read_start(places: Places, suffix: str = "") -> Start | None:
    """How the station was started, None where nobody knows."""
    try:
        return msgspec.json.decode(path_of(places, suffix).read_bytes(), type=Start)
    except (OSError, msgspec.MsgspecError):
        return None
