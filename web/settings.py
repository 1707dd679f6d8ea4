"""What the web process needs to know."""

import re
from typing import Annotated

from pydantic import Field, HttpUrl, SecretStr, field_validator

from engine.model import Model, Secret


class WebSettings(Model):
    """Bind address, limits and what the page says. The stream itself is served by the outputs, on its own port."""

    station: Annotated[str, Field(min_length=1, max_length=200, description="the station's name")] = "Everset"
    bind: Annotated[str, Field(description="the address that page and API listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535, description="their port; 0: any free one")] = 8_000
    stream_port: Annotated[int, Field(ge=0, le=65_535, description="where the outputs serve the stream")] = 8_001
    stream_url: Annotated[
        HttpUrl | None,
        Field(description="public base address of the stream, when it is not this host's stream port"),
    ] = None
    formats: Annotated[tuple[str, ...], Field(description="the stream's formats, the preferred one first")] = ("mp3",)
    distance_seconds: Annotated[
        float,
        Field(ge=0, le=300, description="how far behind the head the stream reads; what a visitor is shown"),
    ] = 5.0
    tuned_in_seconds: Annotated[
        float, Field(ge=0, le=300, description="a listener who was heard of this recently may still vote")
    ] = 15.0
    sockets: Annotated[int, Field(ge=1, le=100_000, description="live connections at most")] = 2_000
    keep_votes_days: Annotated[
        float,
        Field(ge=1, le=36_500, description="single votes, and who cast them; what they decided is in the ballots"),
    ] = 90.0
    secure_cookie: Annotated[
        bool, Field(description="send the session cookie over HTTPS alone; set it behind a TLS proxy")
    ] = False

    desk_key: Annotated[
        Secret | None,
        Field(description="who has this key may move the mix from /desk: 12 characters at least; unset: nobody may"),
    ] = None

    @field_validator("desk_key")
    @classmethod
    def _long(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < 12:
            raise ValueError("it is shorter than 12 characters: choose a longer one (openssl rand -base64 18)")
        return key

    @property
    def slug(self) -> str:
        """The station's name as it stands in an address: ``/s/<slug>/``."""
        return self.slug_of(self.station)

    @staticmethod
    def slug_of(title: str) -> str:
        """The same of any station's name."""
        return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "station"
