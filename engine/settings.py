"""The settings of the engine and of the outputs: a typed schema beside the code it configures."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from engine.model import Model
from engine.mounts import FormatName, IcecastMount, LiquidsoapInput


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
        tuple[Annotated[int, Field(ge=0, le=4_095)], ...],
        Field(description="the CPUs that the audio thread runs on; empty: any"),
    ] = ()
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


class OutputsSettings(Model):
    """What the outputs process needs to know."""

    station: Annotated[str, Field(max_length=200, description="the station's name, shown by players")] = "Everset"
    sample_rate: Annotated[Literal[32_000, 44_100, 48_000], Field(description="the engine's; MP3 knows these")] = 44_100
    bind: Annotated[str, Field(description="the address that the stream listens on")] = "127.0.0.1"
    stream_port: Annotated[int, Field(ge=0, le=65_535, description="the stream's own port; 0: any free one")] = 8_001
    formats: Annotated[
        tuple[FormatName, ...],
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
    files: Annotated[tuple[Recording, ...], Field(description="recordings of what goes out")] = ()
    liquidsoap: Annotated[
        tuple[LiquidsoapInput, ...], Field(description="inputs of Liquidsoap that get the sound as PCM")
    ] = ()
    icecast: Annotated[
        tuple[IcecastMount, ...], Field(description="mounts of Icecast that get the stream in one of its formats")
    ] = ()

    @model_validator(mode="after")
    def _possible(self) -> "OutputsSettings":
        for number, mount in enumerate(self.icecast):
            if mount.format not in self.formats:
                raise ValueError(f'icecast.{number} gets what is not offered: add "{mount.format}" to outputs.formats')
            if mount.address in [other.address for other in self.icecast[:number]]:
                raise ValueError(f"icecast.{number}: {mount.address} is said twice: a mount has one source")
        return self
