"""The settings of the planner: a typed schema beside the code it configures."""

import difflib
import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from engine.model import Model
from planner.choosing import daypart, genre
from planner.choosing.daypart import Daypart
from planner.choosing.energy import Context, Curve, target
from planner.choosing.rules import Block, Rules
from planner.keep import Keep
from planner.stems.splitting import Splitting, demucs_splitting

Clock = Annotated[str, Field(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$|^24:00$", description='local time as "HH:MM"')]
Minutes = Annotated[float, Field(ge=0, le=10_080)]
Cache = Annotated[float, Field(ge=0.1, le=10_000)]


def _workers() -> int:
    return max(1, min(8, (os.cpu_count() or 2) - 1))  # one core is the sound's


class BlockSettings(Model):
    """What is not to be played: a name on an artist line, a title, or that title by that artist."""

    artist: Annotated[str, Field(max_length=500, description="a name; every name of an artist line counts")] = ""
    title: Annotated[str, Field(max_length=500, description="a title; its versions count as it does")] = ""
    start: Annotated[Clock, Field(description="the block begins at this time of day")] = "00:00"
    end: Annotated[Clock, Field(description="and ends at this one; from 22:00 to 06:00 is a night")] = "24:00"

    @model_validator(mode="after")
    def _something(self) -> "BlockSettings":
        if not (self.artist or self.title):
            raise ValueError("a block needs an artist, a title or both")
        return self


class DaypartSettings(Model):
    """From ``start`` until the next daypart starts."""

    start: Annotated[Clock, Field(description="when it begins")]
    curve: Annotated[Curve, Field(description="how the energy moves from its begin to its end")] = "steady"
    context: Annotated[Context, Field(description="the occasion, which scales the curve")] = "none"


class PlannerSettings(Model):
    """What the planner process needs to know."""

    music: Annotated[tuple[Path, ...], Field(max_length=100, description="the folders with the music")] = ()
    scan_seconds: Annotated[float, Field(ge=1, le=86_400, description="how often the folders are looked at")] = 60.0
    analysis_workers: int = Field(
        default_factory=_workers, ge=1, le=64, description="processes that listen to new music"
    )
    scheduler: Annotated[
        str,
        Field(
            pattern=r"^$|^[a-z]+://\S+$",
            max_length=300,
            description="a Dask scheduler whose workers listen instead, like tcp://10.0.0.5:8786; they see the music "
            "under the same paths; needs the extra cluster",
        ),
    ] = ""
    max_hours: Annotated[float, Field(gt=0, le=48, description="longer files are set aside")] = 3.0

    artist_minutes: Annotated[Minutes, Field(description="before an artist is heard again")] = 120.0
    title_minutes: Annotated[Minutes, Field(description="before a title is heard again")] = 120.0
    shortest_seconds: Annotated[float, Field(ge=0, le=600, description="shorter tracks are not chosen")] = 45.0
    tempo_tolerance: dict[str, Annotated[float, Field(gt=0, le=50)]] = Field(
        default_factory=dict, description="BPM that are not felt, by genre"
    )
    blocks: Annotated[tuple[BlockSettings, ...], Field(max_length=10_000, description="what is not to be played")] = ()

    energy_curve: Annotated[Curve, Field(description="how a set's energy moves, where no daypart says")] = "wave"
    energy_context: Annotated[Context, Field(description="the occasion, which scales the curve")] = "none"
    set_hours: Annotated[
        float, Field(ge=0.25, le=24, description="the curve's length; sets follow one another from midnight on")
    ] = 4.0
    dayparts: Annotated[tuple[DaypartSettings, ...], Field(max_length=96, description="a curve by time of day")] = ()

    exploration: Annotated[
        float, Field(ge=0, le=0.5, description="0 plays the best; 0.1 swaps what is about 0.1 points apart")
    ] = 0.1
    candidates: Annotated[int, Field(ge=1, le=8, description="tracks on a ballot")] = 3
    population: Annotated[int, Field(ge=2, le=32, description="mixing models in the tournament")] = 5
    ballot_seconds: Annotated[float, Field(ge=2, le=600, description="a ballot is open this long at least")] = 30.0
    lead_seconds: Annotated[
        float, Field(ge=10, le=300, description="from a ballot's close to the seam: planning and rendering")
    ] = 32.0
    play_share: Annotated[
        float, Field(ge=0.1, le=0.95, description="how much of a track is heard before it may be left")
    ] = 0.6
    seed: Annotated[int, Field(ge=0, lt=2**31, description="of every draw: the same seed, the same choices")] = 0

    stems: Annotated[
        Literal["dsp", "demucs", "none"],
        Field(description='what splits tracks into stems for transitions: "dsp" needs nothing, "demucs" the extra gpu'),
    ] = "dsp"
    stems_model: Annotated[str, Field(pattern=r"^[\w.-]+$", max_length=100, description="of Demucs")] = "htdemucs"
    stems_weights: Annotated[
        Path | None, Field(description="a folder with Demucs' weights; empty: the hub's cache, or the hub")
    ] = None
    stems_pickles: Annotated[
        bool, Field(description="weights may be pickles (.th), which run whatever is in them when they are read")
    ] = False
    stems_hub: Annotated[bool, Field(description="weights that are not here may be fetched from the hub")] = True
    stems_device: Annotated[Literal["auto", "cpu", "cuda"], Field(description="what Demucs runs on")] = "auto"
    stems_half: Annotated[bool, Field(description="Demucs in half precision")] = False

    pcm_cache_gb: Annotated[Cache, Field(description="disk for prepared tracks")] = 4.0
    seam_cache_gb: Annotated[Cache, Field(description="disk for rendered transitions and their stems")] = 2.0
    keep_playlog_days: Annotated[
        float, Field(ge=1, le=36_500, description="what was on air; collecting societies ask for the year before")
    ] = 800.0
    keep_gone_days: Annotated[
        float, Field(ge=1, le=36_500, description="what was heard in tracks whose files are gone: they may come back")
    ] = 800.0
    keep_ballots: Annotated[int, Field(ge=100, le=10_000_000, description="ballots; 10,000 are two to three weeks")] = (
        10_000
    )
    keep_decisions: Annotated[
        int,
        Field(ge=100, le=10_000_000, description="why each track was chosen, and each seam: four a ballot of 5 kB"),
    ] = 40_000
    keep_matches: Annotated[
        int,
        Field(ge=100, le=10_000_000, description="matches of the tournament; ratings and lineage stay without them"),
    ] = 5_000
    target_lufs: Annotated[
        float, Field(ge=-40, le=-6, description="loudness; a station takes it from engine.loudness_lufs")
    ] = -16.0

    @field_validator("tempo_tolerance")
    @classmethod
    def _known_genres(cls, tolerance: dict[str, float]) -> dict[str, float]:
        for name in tolerance:
            if name not in genre.GENRES:
                near = difflib.get_close_matches(name.casefold(), genre.GENRES, n=1)
                hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(genre.GENRES)}"
                raise ValueError(f'no genre is called "{name}"; {hint}')
        return tolerance

    def keep(self) -> Keep:
        """How much is kept of what grows."""
        return Keep(
            playlog_days=self.keep_playlog_days,
            gone_days=self.keep_gone_days,
            ballots=self.keep_ballots,
            decisions=self.keep_decisions,
            matches=self.keep_matches,
        )

    def splitting(self) -> tuple[Splitting | None, str]:
        """What splits tracks into stems, None for nothing, and why it is not what was asked for, if so. Takes a second
        at most, but for a download."""
        if self.stems != "demucs":
            return (Splitting() if self.stems == "dsp" else None), ""
        return demucs_splitting(
            self.stems_model,
            self.stems_weights,
            pickles=self.stems_pickles,
            hub=self.stems_hub,
            device=self.stems_device,
            half=self.stems_half,
        )

    def rules(self) -> Rules:
        """The rules that every choice obeys."""
        blocks = tuple(
            Block(artist=one.artist, title=one.title, start=_minutes(one.start), end=_minutes(one.end))
            for one in self.blocks
        )
        return Rules(
            artist_minutes=self.artist_minutes,
            title_minutes=self.title_minutes,
            shortest_seconds=self.shortest_seconds,
            tolerance=dict(self.tempo_tolerance),
            blocks=blocks,
        )

    def energy_at(self, minute: float) -> float:
        """The energy wished for, 0.1..1, at a minute of the local day."""
        if self.dayparts:
            parts = [Daypart(_minutes(part.start), part.curve, part.context) for part in self.dayparts]
            part, position = daypart.at(parts, minute)
            return target(part.curve, position, part.context)
        length = 60.0 * self.set_hours
        return target(self.energy_curve, minute % length / length, self.energy_context)


def _minutes(clock: str) -> int:
    return daypart.minutes(clock) % daypart.DAY_MINUTES
