"""The settings of outputs that are a source of somebody else's server: Icecast, and ``input.harbor`` of Liquidsoap."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, SecretStr, field_validator

from engine.model import Model, Secret

FormatName = Literal["mp3", "aac", "opus"]
Line = Annotated[str, Field(max_length=500, pattern=r"^[^\r\n]*$")]  # a header's


class Mount(Model):
    """A mount of a server, and who may be its source."""

    server_name: ClassVar[str]  # what people call that server
    login: ClassVar[str]  # where it says who its source is

    host: Annotated[str, Field(pattern=r"^[^\s/?#@]{1,253}$", description="where that server runs")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535, description="its port")]
    mount: Annotated[str, Field(pattern=r"^/[^\s?#]{1,200}$", description="its mount")]
    user: Annotated[str, Field(pattern=r"^[^\s:]{1,100}$", description="who its source is")] = "source"
    password: Annotated[
        Secret, Field(description='the source\'s password; or { env = "NAME" } or { file = "/path" }, where it is kept')
    ]

    @property
    def address(self) -> str:
        """ "host:port/mount"."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}{self.mount}"

    @property
    def where(self) -> str:
        """The server, as messages call it."""
        return f"{self.server_name} at {self.address}"


class LiquidsoapInput(Mount):
    """An ``input.harbor`` of a Liquidsoap, which gets PCM; config/liquidsoap/radio.liq has one."""

    server_name = "Liquidsoap"
    login = "the user and password of its input.harbor"

    port: Annotated[int, Field(ge=1, le=65_535, description="the port= of its input.harbor")] = 8_005
    mount: Annotated[str, Field(pattern=r"^/[^\s?#]{1,200}$", description="the mount of its input.harbor")] = "/everset"
    distance_seconds: Annotated[
        float,
        Field(ge=0.05, le=300, description="how far behind the clock it is fed; what it has in hand comes on top"),
    ] = 0.5
    buffer_seconds: Annotated[
        float,
        Field(ge=0.1, le=60, description="the buffer= of its input.harbor: sent at once, so that it plays at once"),
    ] = 1.0
    server: Annotated[
        str,
        Field(
            pattern=r"^(/.+|[^\s/]+:\d{1,5})?$",
            description="its command server, host:port or the path of its socket; empty: it is not asked how it is",
        ),
    ] = ""
    input: Annotated[
        str,
        Field(pattern=r"^[\w.()-]{1,100}$", description="the id= of its input.harbor, by which the server knows it"),
    ] = "everset"

    @field_validator("password")
    @classmethod
    def _readable(cls, password: SecretStr) -> SecretStr:
        if not password.get_secret_value() or ":" in password.get_secret_value():
            raise ValueError(
                "Liquidsoap reads a password up to its first colon: choose one without, and not an empty one"
            )
        return password


class IcecastMount(Mount):
    """A mount of an Icecast, which gets one of the stream's formats as it is; config/icecast/icecast.xml has them."""

    server_name = "Icecast"
    login = "the source-password of its icecast.xml, or that mount's own username and password"

    port: Annotated[int, Field(ge=1, le=65_535, description="the port of its listen-socket")] = 8_000
    format: Annotated[FormatName, Field(description="what it gets: one of outputs.formats")] = "mp3"
    name: Annotated[Line, Field(description="the stream's name in players and directories; empty: the station's")] = ""
    description: Annotated[Line, Field(description="what the stream is, in a sentence")] = ""
    genre: Annotated[Line, Field(description="its genres")] = ""
    url: Annotated[Line, Field(description="the station's home on the web")] = ""
    public: Annotated[bool, Field(description="listed in the directories that the Icecast knows")] = False

    @field_validator("password")
    @classmethod
    def _there(cls, password: SecretStr) -> SecretStr:
        if not password.get_secret_value():
            raise ValueError("it is empty: Icecast knows no source without a password")
        return password
