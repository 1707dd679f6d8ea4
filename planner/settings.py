"""The settings of the planner: a typed schema beside the code it configures."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from engine.settings import Model
from planner.choosing import daypart
from planner.choosing.daypart import Daypart
from planner.choosing.energy import Context, Curve, target
from planner.choosing.genre import normalise
from planner.choosing.rules import Block, Rules


def _time_of_day(text: str) -> str:
    daypart.minutes(text)
    return text


TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]


class DaypartSettings(Model):
    """From ``start`` on, until the next daypart."""

    start: Annotated[TimeOfDay, Field(description="HH:MM, local time")] = "00:00"
    curve: Annotated[Curve, Field(description="how the energy goes")] = "wave"
    context: Annotated[Context, Field(description="what the curve is multiplied by")] = "none"


class BlockSettings(Model):
    """What is not to be played from ``start`` to ``end``; always, if they are equal."""

    artist: Annotated[str, Field(description="a name on an artist line")] = ""
    title: Annotated[str, Field(description="a title; with an artist, that title by that artist")] = ""
    start: Annotated[TimeOfDay, Field(description="HH:MM, local time")] = "00:00"
    end: Annotated[TimeOfDay, Field(description="HH:MM, local time")] = "00:00"


class PlannerSettings(Model):
    """What the planner process needs to know."""

    music: Annotated[list[Path], Field(description="folders of music, searched with all below them")] = []
    scan_seconds: Annotated[float, Field(ge=1, le=86_400, description="how often the folders are looked at")] = 30.0
    max_hours: Annotated[float, Field(gt=0, le=48, description="longer files are set aside")] = 3.0
    analysis_workers: Annotated[int, Field(ge=1, le=64, description="processes that listen to tracks")] = 1
    pcm_cache_gb: Annotated[float, Field(ge=0.5, le=10_000, description="prepared tracks on disk, at most")] = 4.0
    seam_cache_gb: Annotated[float, Field(ge=0.1, le=10_000, description="rendered seams on disk, at most")] = 1.0
    artist_minutes: Annotated[float, Field(ge=0, le=10_080, description="artist separation")] = 120.0
    title_minutes: Annotated[float, Field(ge=0, le=10_080, description="title separation")] = 120.0
    shortest_seconds: Annotated[float, Field(ge=10, le=600, description="shorter tracks are not chosen")] = 45.0
    tolerance_bpm: Annotated[
        dict[str, float], Field(description="by genre: how far two tempi may be apart, over the built-in table")
    ] = {}
    block: Annotated[list[BlockSettings], Field(description="what is not to be played, and when")] = []
    daypart: Annotated[list[DaypartSettings], Field(min_length=1, description="the energy of the day")] = [
        DaypartSettings()
    ]
    candidates: Annotated[int, Field(ge=1, le=8, description="how many stand on a ballot")] = 3
    exploration: Annotated[
        float, Field(ge=0, le=1, description="0 always takes the best-scored track; 0.1 swaps near equals")
    ] = 0.08
    play_share: Annotated[
        float, Field(ge=0.2, le=0.95, description="how much of a track is heard before it may be left")
    ] = 0.6
    ballot_seconds: Annotated[float, Field(ge=2, le=600, description="for voting at least, if the track allows")] = 20.0
    lead_seconds: Annotated[
        float, Field(ge=16, le=120, description="from the close of the ballot to the earliest seam: rendering time")
    ] = 32.0
    population: Annotated[int, Field(ge=2, le=32, description="competitors in the tournament")] = 6
    seed: Annotated[int, Field(ge=0, description="of every draw")] = 0
    target_lufs: Annotated[
        float, Field(ge=-40, le=-6, description="loudness of the tracks; a station takes it from engine.loudness_lufs")
    ] = -16.0

    def rules(self) -> Rules:
        """The floor under every model."""
        return Rules(
            artist_minutes=self.artist_minutes,
            title_minutes=self.title_minutes,
            shortest_seconds=self.shortest_seconds,
            tolerance={normalise(genre): bpm for genre, bpm in self.tolerance_bpm.items()},
            blocks=tuple(
                Block(artist=b.artist, title=b.title, start=daypart.minutes(b.start), end=daypart.minutes(b.end))
                for b in self.block
            ),
        )

    def energy_at(self, minute: float) -> float:
        """The energy wished for at a minute of the local day."""
        parts = [Daypart(daypart.minutes(part.start), part.curve, part.context) for part in self.daypart]
        part, position = daypart.at(parts, minute)
        return target(part.curve, position, part.context)
