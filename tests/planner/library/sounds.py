"""Files for the library's tests: encoded here, by the same FFmpeg libraries that read them."""

from pathlib import Path

import av
import numpy as np

RATE = 44100


def tone(frames: int, rate: int = RATE, hertz: float = 440.0) -> np.ndarray:
    """A sine of half scale on the left and a quarter on the right, float32 ``(frames, 2)``."""
    wave = 0.5 * np.sin(2 * np.pi * hertz * np.arange(frames) / rate)
    return np.stack([wave, wave / 2], axis=1).astype(np.float32)


def click(frames: int, at: int) -> np.ndarray:
    """Silence with one short burst that starts at frame ``at``."""
    sound = np.zeros((frames, 2), np.float32)
    sound[at : at + 64] = 0.8
    return sound


def encode(
    path: Path,
    sound: np.ndarray,
    codec: str,
    rate: int = RATE,
    layout: str = "stereo",
    *,
    options: dict[str, str] | None = None,
    metadata: dict[str, str] | None = None,
) -> Path:
    """Writes ``sound`` ``(frames, channels)`` by the codec named; the file's name gives its format."""
    with av.open(str(path), "w", options=options or {}) as out:
        out.metadata.update(metadata or {})
        stream = out.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T, np.float32), "fltp", layout)
        frame.sample_rate, frame.pts = rate, 0  # an edit list needs to know where the sound begins
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)
    return path
