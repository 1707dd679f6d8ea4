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
