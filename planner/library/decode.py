"""Decodes a file block by block, in bounded memory, with FFmpeg's gapless trimming applied.

Frame 0 is the first sample that FFmpeg's libraries give out: encoder priming that the file declares (LAME's
header, an edit list, Opus' pre-skip) is cut off by the decoder.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.container
import numpy as np
import soxr

from engine.errors import SetAside
from planner.library.container import opened
from planner.library.downmix import to_stereo
from planner.library.fileinfo import FileInfo
from planner.library.repair import Repair

MAX_SECONDS = 10800.0  # three hours, unless configured
#: Samples of a channel handed on together: frame by frame that costs as much again as decoding; more leave the cache.
TOGETHER = 1 << 15
BAD_PACKETS = 200  # this many in a row that don't decode, and nothing before them: no music


def probe(path: Path) -> FileInfo:
    """What the header says; SetAside when this is no music."""
    with opened(path) as (container, stream):
        return _info(container, stream)


def decode(path: Path, sample_rate: int, max_seconds: float = MAX_SECONDS) -> np.ndarray:
    """The whole file as float32 ``(frames, 2)`` at ``sample_rate``; SetAside says why not."""
    blocks = list(decode_blocks(path, sample_rate, max_seconds))
    return np.concatenate(blocks) if blocks else np.zeros((0, 2), np.float32)


def decode_blocks(path: Path, sample_rate: int, max_seconds: float = MAX_SECONDS) -> Iterator[np.ndarray]:
    """Float32 blocks ``(n, 2)`` at ``sample_rate``.

    A file whose header says more than ``max_seconds`` is refused before anything is decoded; one that goes on
    after them, whatever its header said, is refused there (SetAside ``too-long``).
    """
    with opened(path) as (container, stream):
        refuse_long(path, _info(container, stream), max_seconds)
        repair = Repair()
        frames = 0
        for block in _resampled(_sound(container, stream), sample_rate):
            frames += len(block)
            if frames > max_seconds * sample_rate:
                raise too_long(max_seconds)
            yield repair(block)
        repair.verdict()
    if not frames:
        raise SetAside("damaged", "nothing in the file can be decoded: get a fresh copy")


def refuse_long(path: Path, info: FileInfo, max_seconds: float) -> None:
    """SetAside when the header says more than the limit; an estimate (raw MP3, ADTS) is counted first."""
    if info.duration <= max_seconds:
        return
    if info.codec in ("mp3", "mp3float", "aac") and _counted(path, max_seconds) <= max_seconds:
        return
    raise too_long(max_seconds)


def too_long(max_seconds: float) -> SetAside:
    """The refusal of a long file."""
    return SetAside(
        "too-long",
        f"longer than {max_seconds / 3600:g} h: cut it into tracks, or raise the limit in the configuration",
    )


def _counted(path: Path, enough: float) -> float:
    """Seconds of the packets' own durations, counted without decoding, up to just over ``enough``."""
    seconds = 0.0
    with opened(path) as (container, stream):
        for packet in container.demux(stream):
            seconds += float((packet.duration or 0) * (packet.time_base or 0))
            if seconds > enough:
                break
    return seconds


def _info(container: av.container.InputContainer, stream: av.AudioStream) -> FileInfo:
    duration = float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0
    if not duration and container.duration:
        duration = container.duration / av.time_base
    context = stream.codec_context
    return FileInfo(
        duration=max(duration, 0.0),
        sample_rate=context.sample_rate,
        channels=context.layout.nb_channels,
        codec=context.codec.name,
    )


def _sound(container: av.container.InputContainer, stream: av.AudioStream) -> Iterator[tuple[int, np.ndarray]]:
    """``(sample_rate, stereo block)``; a packet that doesn't decode is skipped, as every player does."""
    for run in _runs(_plain(_frames(container, stream))):
        first = run[0]
        yield first.sample_rate, to_stereo(_planar(run), [channel.name for channel in first.layout.channels])


def _plain(frames: Iterator[av.AudioFrame]) -> Iterator[av.AudioFrame]:
    """The same as planar float32."""
    convert: av.AudioResampler | None = None
    shape: tuple[str, str, int] | None = None
    for frame in frames:
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if now != shape:  # a chained stream may change its mind
            convert, shape = av.AudioResampler("fltp", frame.layout, frame.sample_rate), now
        assert convert is not None
        yield from convert.resample(frame)


def _runs(frames: Iterator[av.AudioFrame]) -> Iterator[list[av.AudioFrame]]:
    """Those that follow one another in one shape together."""
    run: list[av.AudioFrame] = []
    held, shape = 0, ("", 0)
    for frame in frames:
        now = (frame.layout.name, frame.sample_rate)
        if run and (now != shape or held >= TOGETHER):
            yield run
            run, held = [], 0
        run.append(frame)
        held, shape = held + frame.samples, now
    if run:
        yield run


def _planar(frames: list[av.AudioFrame]) -> np.ndarray:
    """``(channels, frames)`` of planar float32."""
    channels = range(len(frames[0].layout.channels))
    return np.stack([np.concatenate([_row(frame, channel) for frame in frames]) for channel in channels])


def _row(frame: av.AudioFrame, channel: int) -> np.ndarray:
    plane: Any = frame.planes[channel]  # a buffer, though its stub doesn't say so
    return np.frombuffer(plane, np.float32, frame.samples)


def _frames(container: av.container.InputContainer, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
    good = bad = 0
    for packet in _packets(container, stream):
        try:
            for frame in packet.decode():
                good += 1
                assert isinstance(frame, av.AudioFrame)
                yield frame
        except EOFError:
            return
        except av.FFmpegError as error:
            bad += 1
            if bad > BAD_PACKETS + good:
                reason = f"can't be decoded ({error.strerror}): get a fresh copy"
                raise SetAside("damaged", reason) from None


def _packets(container: av.container.InputContainer, stream: av.AudioStream) -> Iterator[av.Packet]:
    """Demuxes on after an error, as FFmpeg does: a chained stream may hold a part that it doesn't know."""
    for _ in range(BAD_PACKETS):
        try:
            yield from container.demux(stream)
            return
        except EOFError:
            return
        except av.FFmpegError:
            continue


def _resampled(sound: Iterator[tuple[int, np.ndarray]], sample_rate: int) -> Iterator[np.ndarray]:
    """The same sound at ``sample_rate``, by soxr's high quality; soxr takes its own delay out."""
    stream: soxr.ResampleStream | None = None
    source = sample_rate
    for rate, block in sound:
        if rate != source:
            if stream is not None:
                yield _flushed(stream)
            stream = None if rate == sample_rate else soxr.ResampleStream(rate, sample_rate, 2, "float32", "HQ")
            source = rate
        yield block if stream is None else stream.resample_chunk(block)
    if stream is not None:
        yield _flushed(stream)


def _flushed(stream: soxr.ResampleStream) -> np.ndarray:
    rest: np.ndarray = stream.resample_chunk(np.zeros((0, 2), np.float32), last=True)
    return rest
