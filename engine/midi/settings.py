"""The settings of the MIDI process."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from engine.settings import Model

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
    clock: Annotated[bool, Field(description="send a MIDI clock: 24 ticks a beat of what plays")] = False
    clock_port: Annotated[
        str,
        Field(max_length=200, description="to outputs of this name, or with this in it; empty: from a port of its own"),
    ] = ""
    clock_latency_ms: Annotated[
        float,
        Field(
            ge=-1_000,
            le=60_000,
            description="how far the sound is heard behind the engine's clock: ticks come so much later",
        ),
    ] = 0.0
