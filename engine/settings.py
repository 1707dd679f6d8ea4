"""The settings of the engine and of the outputs: a typed schema beside the code it configures."""

import json
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_serializer, field_validator

from engine.errors import ConfigError


class Model(BaseModel):
    """The root of every settings model: unknown keys are refused, values don't change behind a process's
    back."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EngineSettings(Model):
    """What the engine process needs to know."""

    sample_rate: Annotated[int, Field(ge=8_000, le=192_000, description="frames a second of everything")] = 44_100
    block_frames: Annotated[
        int,
        Field(ge=64, le=16_384, description="frames of a block: fewer reach a sound card sooner, and cost more"),
    ] = 4_096
    blocks_at_once: Annotated[
        int,
        Field(ge=1, le=64, description="blocks rendered each time the audio thread wakes up; 1 for a sound card"),
    ] = 4
    ring_seconds: Annotated[float, Field(ge=2, le=600, description="how much sound the ring keeps")] = 45.0
    settled_seconds: Annotated[
        float,
        Field(ge=1, le=120, description="distance of the horizon from the head: what is nearer is settled"),
    ] = 12.0
    lead_seconds: Annotated[
        float,
        Field(
            ge=0,
            le=60,
            description="rendered at once on the very first start, so that outputs have sound at once",
        ),
    ] = 6.0
    ahead_seconds: Annotated[
        float,
        Field(
            ge=5,
            le=60,
            description="PCM is copied this far ahead into memory: a lost file is noticed and faded out of within it",
        ),
    ] = 10.0
    loudness_lufs: Annotated[float, Field(ge=-40, le=-6, description="the station's loudness target")] = -16.0
    ceiling_dbtp: Annotated[float, Field(ge=-12, le=0, description="true peak ceiling of the master")] = -1.0
    threshold_seconds: Annotated[
        float,
        Field(ge=2, le=300, description="the ladder acts when the programme ends this soon behind the horizon"),
    ] = 20.0
    fade_seconds: Annotated[float, Field(ge=0.1, le=30, description="the ladder's plain fade")] = 8.0
    catch_up_seconds: Annotated[
        float, Field(ge=1, le=600, description="further behind than this the clock is set anew instead")
    ] = 60.0
    realtime_priority: Annotated[
        int,
        Field(ge=0, le=90, description="SCHED_FIFO priority of the audio thread where the system allows it; 0: none"),
    ] = 10
    cpus: Annotated[
        list[Annotated[int, Field(ge=0, le=4_095)]],
        Field(description="the CPUs that the audio thread runs on; empty: any"),
    ] = []
    lock_memory: Annotated[bool, Field(description="lock the audio thread's memory where the system allows it")] = True


class Recording(Model):
    """A file output: what went out, in files of bounded length, each with a cue sheet, of which the newest are kept."""

    folder: Annotated[Path, Field(description="where the files go; made when it is not there")]
    format: Annotated[
        Literal["flac", "wav", "mp3"], Field(description="24 bit, or the frames of the MP3 stream as they went out")
    ] = "flac"
    minutes: Annotated[
        float, Field(gt=0, le=1_440, description="length of one file; 60 begins one with every hour (UTC)")
    ] = 60.0
    keep: Annotated[int, Field(ge=1, le=100_000, description="how many files are kept, the newest")] = 48


class LiquidsoapInput(Model):
    """An ``input.harbor`` of a Liquidsoap, which gets PCM; config/liquidsoap/radio.liq has one."""

    host: Annotated[str, Field(pattern=r"^[^\s/?#@]{1,253}$", description="where that Liquidsoap runs")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535, description="the port= of its input.harbor")] = 8_005
    mount: Annotated[str, Field(pattern=r"^/[^\s?#]{1,200}$", description="the mount of its input.harbor")] = "/everset"
    user: Annotated[str, Field(pattern=r"^[^\s:]{1,100}$", description="the user= of its input.harbor")] = "source"
    password: Annotated[SecretStr, Field(description="the password= of its input.harbor")]
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

    @field_serializer("password", when_used="json")
    def _for_its_process(self, password: SecretStr) -> str:
        return password.get_secret_value()  # into files that this user alone can read

    @property
    def address(self) -> str:
        """ "host:port/mount"."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}{self.mount}"


class OutputsSettings(Model):
    """What the outputs process needs to know."""

    station: Annotated[str, Field(max_length=200, description="the station's name, shown by players")] = "Everset"
    sample_rate: Annotated[Literal[32_000, 44_100, 48_000], Field(description="the engine's; MP3 knows these")] = 44_100
    bind: Annotated[str, Field(description="the address that the stream listens on")] = "127.0.0.1"
    stream_port: Annotated[int, Field(ge=0, le=65_535, description="the stream's own port; 0: any free one")] = 8_001
    formats: Annotated[
        tuple[Literal["mp3", "aac", "opus"], ...],
        Field(min_length=1, description="what is offered, the preferred one first; all others only cost while heard"),
    ] = ("mp3", "aac", "opus")
    bitrate_kbps: Annotated[Literal[64, 96, 128, 160, 192, 224, 256, 320], Field(description="of the MP3 stream")] = 192
    aac_kbps: Annotated[int, Field(ge=32, le=320, description="of the AAC stream")] = 160
    opus_kbps: Annotated[int, Field(ge=32, le=256, description="of the Opus stream")] = 128
    quality: Annotated[int, Field(ge=0, le=9, description="LAME's quality, 0 slowest (docs/benchmarks.md)")] = 7
    distance_seconds: Annotated[
        float,
        Field(ge=0.1, le=300, description="how far behind the clock the stream reads: what it can bridge"),
    ] = 5.0
    grace_seconds: Annotated[
        float, Field(ge=0, le=10, description="without sound for longer than this, the ident goes out")
    ] = 1.0
    burst_seconds: Annotated[
        float,
        Field(ge=0, le=10, description="sent at once to a new listener: players start at once, and have that in hand"),
    ] = 4.0
    queue_seconds: Annotated[float, Field(ge=1, le=120, description="a listener who is further behind is dropped")] = (
        10.0
    )
    listeners: Annotated[int, Field(ge=1, le=100_000, description="connections at most")] = 2_000
    files: Annotated[list[Recording], Field(description="recordings of what goes out")] = []
    liquidsoap: Annotated[
        list[LiquidsoapInput], Field(description="inputs of Liquidsoap that get the sound as PCM")
    ] = []


M = TypeVar("M", bound=Model)


def load_settings(model: type[M], path: Path | None) -> M:
    """``model`` from the JSON file at ``path``; its defaults without one. Raises ConfigError with every
    problem."""
    if path is None:
        return model()
    try:
        return model.model_validate(json.loads(path.read_bytes()))
    except OSError as error:
        raise ConfigError([f"can't read {path}: {error.strerror}"]) from error
    except ValueError as error:
        raise ConfigError(problems(error, path)) from error


def problems(error: ValueError, path: Path) -> list[str]:
    """One line a problem, with its dotted key."""
    if not isinstance(error, ValidationError):
        return [f"{path} is not JSON: {error}"]
    return [f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors()]
