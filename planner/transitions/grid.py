"""A track's beats as frames of its PCM, going on regularly where the analysis ends."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.catalogue.analysis import Analysis

Frames64 = NDArray[np.float64]

#: Beats this near to one straight line are a steady grid with rounding on top: 4 ms is below what is heard as early
#: or late, and a straight line stretches without wobble.
STRAIGHT_SECONDS = 0.004
NO_BPM = 120.0  # a track without a beat is counted in this


class Grid:
    """``position`` turns a beat's number into a frame; numbers may be fractional, negative, or beyond the last beat."""

    def __init__(self, beats: Frames64, downbeats: tuple[int, ...], beats_per_bar: int, sample_rate: int) -> None:
        self._beats = beats
        self._downbeats = np.asarray(downbeats, np.int64)
        self._sample_rate = sample_rate
        self._first = float(np.median(np.diff(beats[:17])))
        self._last = float(np.median(np.diff(beats[-17:])))
        self.beats_per_bar = beats_per_bar

    @classmethod
    def of(cls, analysis: Analysis, sample_rate: int) -> "Grid":
        """The grid of a track; one without beats gets a regular one at its tempo, from its first frame on."""
        beats = np.asarray(analysis.beats, np.float64) * sample_rate
        if beats.size < 2 or not np.all(np.diff(beats) > 0):
            beats = np.arange(2.0) * sample_rate * 60.0 / (analysis.bpm if analysis.bpm > 0 else NO_BPM)
        bar = max(1, analysis.beats_per_bar)
        places = np.asarray(analysis.downbeats, np.float64) * sample_rate
        numbers = sorted({int(np.argmin(np.abs(beats - place))) for place in places})
        return cls(beats, tuple(numbers) or (0,), bar, sample_rate)

    def position(self, beat: ArrayLike) -> Frames64:
        """Frames of the beats numbered ``beat``, shape kept."""
        numbers = np.asarray(beat, np.float64)
        last = self._beats.size - 1
        inside = np.interp(numbers, np.arange(last + 1), self._beats)
        before, behind = np.minimum(numbers, 0.0), np.maximum(numbers - last, 0.0)
        return np.asarray(inside + before * self._first + behind * self._last, np.float64)

    def straightened(self, beat: Frames64) -> Frames64:
        """Like ``position`` for a run of beats, on one straight line where the grid is that steady."""
        frames = self.position(beat)
        if frames.size < 3:
            return frames
        line = np.polyval(np.polyfit(beat - beat[0], frames, 1), beat - beat[0])
        steady = np.max(np.abs(line - frames)) <= STRAIGHT_SECONDS * self._sample_rate
        return np.asarray(line if steady else frames, np.float64)

    def beat_at(self, frame: float) -> float:
        """The number of the beat at ``frame``, fractional between beats."""
        last = self._beats.size - 1
        if frame < self._beats[0]:
            return float((frame - self._beats[0]) / self._first)
        if frame > self._beats[-1]:
            return float(last + (frame - self._beats[-1]) / self._last)
        return float(np.interp(frame, self._beats, np.arange(last + 1)))

    def downbeat_at(self, frame: float) -> int:
        """The downbeat nearest to ``frame``; bars go on regularly beyond the first and the last one."""
        near = self.beat_at(frame)
        first, last = int(self._downbeats[0]), int(self._downbeats[-1])
        bar = self.beats_per_bar
        if near < first - bar / 2 or near > last + bar / 2:
            anchor = first if near < first else last
            return anchor + bar * round((near - anchor) / bar)
        return int(self._downbeats[np.argmin(np.abs(self._downbeats - near))])

    def bar_frames(self, beat: int) -> float:
        """How long the bar from ``beat`` on is."""
        start, end = self.position([beat, beat + self.beats_per_bar])
        return float(end - start)
