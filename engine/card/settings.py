"""The settings of a sound card."""

from typing import Annotated

from pydantic import Field

from engine.model import Model


class CardSettings(Model):
    """What the process needs to know that plays to a sound card."""

    device: Annotated[
        str,
        Field(description='a part of the name of a sound card (everset devices has them); "default"; empty: none'),
    ] = ""
    sample_rate: Annotated[int, Field(ge=8_000, le=192_000, description="the engine's")] = 44_100
    rate: Annotated[
        int,
        Field(ge=0, le=192_000, description="the card's; 0: the engine's where the card knows it, else the card's own"),
    ] = 0
    buffer_frames: Annotated[
        int, Field(ge=32, le=8_192, description="frames that the card asks for at once, at its rate")
    ] = 256
    distance_seconds: Annotated[
        float, Field(ge=0.001, le=60, description="how far behind the clock it reads: what a late block may take")
    ] = 0.005
    margin_seconds: Annotated[
        float,
        Field(ge=0.0, le=10, description="sound in hand, besides what the card asks for: what a late call may take"),
    ] = 0.005
