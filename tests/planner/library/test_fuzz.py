"""Files that chance or malice has broken, in every format: whatever they do to a worker, the scan goes on, names them,
and hears the others."""

import asyncio
import random
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from engine.places import Places
from planner.jobs import Pool
from planner.library.librarian import Librarian
from planner.library.listen_job import LISTENING_MEMORY
from planner.store import Store
from tests.support.bad_files import RATE, samples

FORMATS = {
    "mp3": ("mp3", "libmp3lame"), "flac": ("flac", "flac"), "wav": ("wav", "pcm_s16le"), "ogg": ("OGG", ""),
    "m4a": ("ipod", "aac"), "opus": ("ogg", "libopus"), "aiff": ("aiff", "pcm_s16be"),
    "mka": ("matroska", "libmp3lame"),
}  # fmt: skip
SEED = 5
HEADER = 256  # bytes that say what a file is
CODES = {"not-audio", "damaged", "text", "too-short", "silent", "not-a-number", "too-long", "codec", "no-audio",
         "encrypted", "broken", "empty"}  # fmt: skip


def written(path: Path, sound: np.ndarray, container: str, codec: str) -> bytes:
    if not codec:  # Vorbis, for which FFmpeg's libraries here have no encoder
        soundfile.write(path, sound, RATE, format=container)
        return path.read_bytes()
    rate = 48_000 if codec == "libopus" else RATE
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout="stereo")
        size = stream.codec_context.frame_size or 1024
        convert = av.AudioResampler(stream.codec_context.format, "stereo", rate, size)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T, np.float32), "fltp", "stereo")
        frame.sample_rate = RATE
        for part in [*convert.resample(frame), *convert.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return path.read_bytes()


def bits_flipped(data: bytes, draw: random.Random) -> bytes:
    """One bit in about a thousand bytes, anywhere."""
    found = bytearray(data)
    for _ in range(max(1, len(data) // 1000)):
        found[draw.randrange(len(found))] ^= 1 << draw.randrange(8)
    return bytes(found)


def cut_short(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(1, len(data))]


def lying_header(data: bytes, draw: random.Random) -> bytes:
    """Sizes, rates and counts in the header as large, or as odd, as they can be."""
    found = bytearray(data)
    for _ in range(4):
        at = draw.randrange(4, HEADER)
        found[at : at + 4] = draw.choice([b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x00" * 4, draw.randbytes(4)])
    return bytes(found)


def middle_gone(data: bytes, draw: random.Random) -> bytes:
    """A stretch of another file, or of nothing, in the middle."""
    at, length = draw.randrange(HEADER, len(data) // 2), draw.randrange(1, len(data) // 3)
    return data[:at] + draw.choice([bytes(length), draw.randbytes(length), b""]) + data[at + length :]


BREAK = (bits_flipped, cut_short, lying_header, middle_gone)


@pytest.mark.slow
def test_a_scan_of_broken_files_goes_on_and_names_those_that_cannot_be_used(tmp_path: Path) -> None:
    sound, draw = samples(tmp_path), random.Random(SEED)
    music = tmp_path / "music"
    music.mkdir()
    wanted = set()
    for number, (ending, (container, codec)) in enumerate(FORMATS.items()):
        good = music / f"good.{ending}"
        data = written(good, np.roll(sound, 3000 * number, axis=0), container, codec)
        wanted.add(good.name)
        for breaking in BREAK:
            (music / f"{breaking.__name__}.{ending}").write_bytes(breaking(data, draw))
    pool = Pool(2, LISTENING_MEMORY)
    with Store.open(Places(tmp_path / "data").make(), "planner") as store:
        try:
            progress = asyncio.run(Librarian([music], store.catalogue, pool, 3600.0).look())
        finally:
            pool.close()
        held = {Path(path).name for path in store.catalogue.known_files()}
        aside = {Path(one.path).name: one for one in store.catalogue.set_aside_list()}
    everything = {path.name for path in music.iterdir()}
    assert progress.done == progress.total == len(everything)
    assert held | aside.keys() == everything
    assert wanted <= held
    assert {one.code for one in aside.values()} <= CODES
    assert all(one.message for one in aside.values())
