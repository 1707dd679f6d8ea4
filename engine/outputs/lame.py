"""LAME, straight from its library: one call for as many samples as there are, without the GIL.

PyAV brings a libmp3lame of its own, built three times slower than Debian's (docs/benchmarks.md); it serves where the
system has none. Names and constants are those of lame.h (3.100)."""

import ctypes
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from engine.errors import ConfigError
from engine.logs import logger
from engine.ring.ring import Samples

JOINT_STEREO = 1
ROOM = 7_200  # bytes that lame.h asks for beyond 1.25 a sample
SYSTEM = "mp3lame"

log = logger(__name__)


class Lame:
    """A constant bit rate, as Icecast and old players expect. ``quality``: 0 best and slowest to 9. The bit reservoir
    is off: every frame stands alone, so a listener may join at any, and a stream may be spliced at any.

    Raises ConfigError for a bit rate that MPEG-1 does not know at ``sample_rate``."""

    def __init__(self, sample_rate: int, bitrate_kbps: int, quality: int) -> None:
        self._lame = library()
        self._handle = ctypes.c_void_p(self._lame.lame_init())
        self._room = ctypes.create_string_buffer(ROOM)
        settings = {
            "in_samplerate": sample_rate,
            "out_samplerate": sample_rate,
            "num_channels": 2,
            "mode": JOINT_STEREO,
            "brate": bitrate_kbps,
            "quality": quality,
            "disable_reservoir": 1,
            "bWriteVbrTag": 0,
        }
        for name, value in settings.items():
            getattr(self._lame, f"lame_set_{name}")(self._handle, value)
        if self._lame.lame_init_params(self._handle) < 0:
            raise ConfigError(
                [f"LAME can't encode {sample_rate} Hz at {bitrate_kbps} kbit/s: set another bitrate_kbps"]
            )

    def encode(self, samples: Samples) -> bytes:
        """The whole MP3 frames that ``samples`` (frames, 2), full scale at ±1, complete."""
        count = len(samples)
        if len(self._room) < (need := count * 5 // 4 + ROOM):
            self._room = ctypes.create_string_buffer(need)
        samples = np.ascontiguousarray(samples, np.float32)
        pointer = ctypes.c_void_p(samples.ctypes.data)
        size = self._lame.lame_encode_buffer_interleaved_ieee_float(
            self._handle, pointer, count, self._room, len(self._room)
        )
        assert size >= 0, size  # the room is what lame.h asks for, and the memory was there at the start
        return ctypes.string_at(self._room, size)

    def __del__(self) -> None:
        self._lame.lame_close(self._handle)


def library() -> ctypes.CDLL:
    """The system's libmp3lame, else the one in PyAV's wheel."""
    return _open(find_library(SYSTEM) or _bundled())


_opened: dict[str, ctypes.CDLL] = {}


def _open(name: str) -> ctypes.CDLL:
    if name not in _opened:
        _opened[name] = lame = ctypes.CDLL(name)
        lame.lame_init.restype = ctypes.c_void_p
    return _opened[name]


def _bundled() -> str:
    log.warning("no libmp3lame on this machine: encoding costs three times the CPU (install libmp3lame0)")
    wheel = find_spec("av")  # found, not imported: that takes 30 MB
    assert wheel is not None
    assert wheel.origin is not None
    return str(next(Path(wheel.origin).parent.with_name("av.libs").glob("libmp3lame*.so*")))
