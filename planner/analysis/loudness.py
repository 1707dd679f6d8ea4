"""EBU R128 loudness by FFmpeg's ``ebur128`` filter."""

from fractions import Fraction

import av
import av.filter
import numpy as np

from planner.analysis.framing import RATE
from planner.catalogue.analysis import Loudness

SILENCE = -70.0  # LUFS: the absolute gate of ITU-R BS.1770-4


class LoudnessMeter:
    """Call ``push`` with stereo blocks, ``finish`` once."""

    def __init__(self) -> None:
        self._graph = av.filter.Graph()
        self._source = self._graph.add_abuffer(
            sample_rate=RATE, format="flt", layout="stereo", time_base=Fraction(1, RATE)
        )
        meter = self._graph.add("ebur128", "metadata=1:peak=true:framelog=quiet")
        self._sink = self._graph.add("abuffersink")
        self._source.link_to(meter)
        meter.link_to(self._sink)
        self._graph.configure()
        self._frames = 0
        self._last: dict[str, str] = {}

    def push(self, stereo: np.ndarray) -> None:
        """Adds ``(n, 2)`` float32."""
        if not len(stereo):
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(stereo).reshape(1, -1), "flt", "stereo")
        frame.sample_rate, frame.pts = RATE, self._frames
        self._frames += len(stereo)
        self._source.push(frame)
        self._drain()

    def finish(self) -> Loudness:
        """The whole track's loudness; −70 LUFS stands for silence."""
        self._source.push(None)
        self._drain()
        return Loudness(
            integrated_lufs=self._value("I", SILENCE),
            range_lu=self._value("LRA", 0.0),
            true_peak_dbtp=self._value("true_peak", -120.0, linear=True),
        )

    def _drain(self) -> None:
        while True:
            try:
                self._last = dict(self._sink.pull().metadata) or self._last
            except (BlockingIOError, EOFError):
                return

    def _value(self, name: str, silent: float, *, linear: bool = False) -> float:
        value = float(self._last.get(f"lavfi.r128.{name}", "nan"))
        if linear:
            value = 20 * np.log10(value) if value > 0 else silent
        return float(max(value, silent)) if np.isfinite(value) else silent
