"""The settings of the MIDI process."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from engine.model import Model

Api = Literal["auto", "alsa", "jack"]


class MidiSettings(Model):
    """What the MIDI process needs to know."""

    enabled: Annotated[bool, Field(description="controllers may take over; needs the extra club")] = False
    api: Annotated[
        Api, Field(description="how ports are reached; auto: the system's own, JACK where that is not there")
    ] = "auto"
    controllers: Annotated[
        tuple[Path, ...], Field(description="folders of mappings (*.toml), which come before those that are shipped")
    ] = ()
    clock: Annotated[
        tuple[str, ...],
        Field(description="outputs that are told the beat (MIDI clock, song position), by a part of their names"),
    ] = ()
    clock_offset_ms: Annotated[
        float,
        Field(
            description="milliseconds by which they are told later than the sound card is heard, or the station's clock"
            " where there is none; below 0: sooner",
            ge=-10_000,
            le=60_000,
        ),
    ] = 0.0
