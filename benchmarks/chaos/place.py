"""Where in the programme each sample of a connection comes from, found by its sound alone.

What was heard is laid against the tape: as long as both are alike the place moves on frame by frame; where they part,
the place is searched anew by cross-correlation. So what was left out, repeated or put in between shows to the frame,
whatever the station says of itself."""

import math
from collections.abc import Callable, Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.signal import butter, sosfilt

Mono = NDArray[np.float32]

CUTOFF = 4_000.0  # Hz: below, 128 kbit/s of MP3 keep the waveform; above, only the noise's loudness
BLOCK_SECONDS = 0.02
ALIKE = 0.4  # the energy of the difference over the energy of the programme: MP3 stays below a tenth
GLITCH_SECONDS = 0.01
FOREIGN = 0.6  # the energy of the difference over the louder one's: MP3 of music stayed below 0.45 in such short blocks
FAINT = 10 ** (-45 / 20)  # amplitude of a difference that nobody hears in so short a time
FLOOR = 10 ** (-55 / 20)  # amplitude below which nothing can be told apart
LOST = 4  # of so many blocks in a row most are unlike: the place is lost
PROBE_SECONDS = 1.0
STEP_SECONDS = 0.25
LOOK_SECONDS = 30.0  # ahead, to tell places apart that sound the same at first
SAME = 0.02  # of the likeness: as good
MOST = 24  # places that are told apart
REACH_SECONDS = 14.0  # either way of where it is expected


class Run(Struct, frozen=True):
    """Samples ``[start, start + length)`` of the connection are the tape's from index ``place`` on."""

    start: int
    place: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length

    @property
    def offset(self) -> int:
        return self.place - self.start


def mono(samples: NDArray[np.float32], rate: int) -> Mono:
    """The sum of both sides below CUTOFF; the same filter for both, so that places stay comparable."""
    shape = butter(4, CUTOFF, fs=rate, output="sos")
    return np.asarray(sosfilt(shape, samples.mean(axis=1, dtype=np.float32)), np.float32)


class Places:
    """Places sounds on one tape, ``programme`` (mono as above)."""

    def __init__(self, programme: Mono, rate: int) -> None:
        self._programme = programme
        self._rate = rate
        self._block = round(BLOCK_SECONDS * rate)

    def find(self, heard: Mono, expected: Callable[[int], int]) -> list[Run]:
        """The runs of ``heard``, in order; what lies between two is not the programme. ``expected``: about where a
        sample belongs."""
        runs: list[Run] = []
        place = 0
        while (found := self._search(heard, place, expected, runs)) is not None:
            begin, offset = found
            if runs and begin - runs[-1].end < 4 * self._block:
                begin = self._join(heard, runs, begin, offset)
            end = self._end(heard, begin, offset)
            runs.append(Run(begin, begin + offset, end - begin))
            place = end
        return [part for run in runs for part in self._alike(heard, run)]

    def _alike(self, heard: Mono, run: Run) -> Iterator[Run]:
        """The parts of ``run`` between what is so short that the place was kept over it, and no programme: a click, a
        stretch of silence."""
        size = round(GLITCH_SECONDS * self._rate)
        strange = foreign(heard[run.start : run.end], self._programme[run.place :][: run.length], size)
        begin = 0
        for end in [*(np.flatnonzero(strange) * size).tolist(), run.length]:
            if end > begin:
                yield Run(run.start + begin, run.place + begin, end - begin)
            begin = end + size

    def _search(
        self, heard: Mono, start: int, expected: Callable[[int], int], runs: list[Run]
    ) -> tuple[int, int] | None:
        """The first sample from ``start`` on that has a place, and its offset."""
        for place in range(start, len(heard) - self._block * LOST, round(STEP_SECONDS * self._rate)):
            near = runs[-1].offset if runs else expected(place) - place
            offset = self._best(heard, place, expected(place), near)
            if offset is not None:
                begin = self._backwards(heard, start, place, offset)
                if self._end(heard, begin, offset, PROBE_SECONDS) > begin:  # else what is alike begins further on
                    return begin, offset
        return None

    def _best(self, heard: Mono, place: int, expected: int, near: int) -> int | None:
        """The offset at which what follows ``place`` is alike; of several that are (music repeats itself) the one
        that stays so for longest, then the one nearest to ``near``."""
        window = heard[place : place + round(PROBE_SECONDS * self._rate)]
        reach = round(REACH_SECONDS * self._rate)
        first = max(0, expected - reach)
        region = self._programme[first : max(first, expected + reach) + len(window)]
        if len(region) <= len(window) or not float(np.dot(window, window)) > FLOOR**2 * len(window):
            return None
        score = likeness(window, region)
        offsets = [top + first - place for top in tops(score, self._block)]
        offset = max(offsets, key=lambda one: (self._end(heard, place, one, LOOK_SECONDS), -abs(one - near)))
        part = self._programme[place + offset : place + offset + len(window)]
        return offset if alike(window, part, len(window))[0] else None

    def _backwards(self, heard: Mono, start: int, place: int, offset: int) -> int:
        """From where on ``heard`` is at ``offset``, at most back to ``start``."""
        while place - self._block >= start and place - self._block + offset >= 0:
            before = slice(place - self._block, place)
            there = self._programme[before.start + offset : before.stop + offset]
            if not alike(heard[before], there, self._block)[0]:
                break
            place -= self._block
        return place

    def _end(self, heard: Mono, begin: int, offset: int, seconds: float = math.inf) -> int:
        """Up to where ``heard`` stays at ``offset``, looked for within ``seconds``."""
        count = min(len(heard), len(self._programme) - offset) - begin
        count = round(min(count, seconds * self._rate))
        good = alike(heard[begin : begin + count], self._programme[begin + offset :][:count], self._block)
        unlike = np.convolve(~good, np.ones(LOST), "full")[LOST - 1 :] > LOST / 2
        unlike &= ~good
        return begin + (int(unlike.argmax()) * self._block if unlike.any() else count)

    def _join(self, heard: Mono, runs: list[Run], begin: int, offset: int) -> int:
        """Where exactly the last run ends and the one at ``offset`` begins, if nothing lies between: where the two
        together are most like what was heard. The last run is cut there."""
        last = runs[-1]
        first, end = max(last.start, last.end - 2 * self._block), min(begin + 2 * self._block, len(heard))
        before = np.cumsum((heard[first:end] - self._part(first + last.offset, end - first)) ** 2)
        after = np.cumsum((heard[first:end] - self._part(first + offset, end - first)) ** 2)
        split = int((before + after[-1] - after).argmin())
        if before[split] + after[-1] - after[split] > ALIKE * float(np.sum(heard[first:end] ** 2)) + FLOOR**2:
            return begin
        runs[-1] = Run(last.start, last.place, first + split - last.start)
        return first + split

    def _part(self, place: int, count: int) -> Mono:
        part = np.zeros(count, np.float32)
        held = self._programme[max(place, 0) : max(place + count, 0)]
        part[max(-place, 0) :][: len(held)] = held
        return part


def alike(heard: Mono, programme: Mono, block: int) -> NDArray[np.bool_]:
    """Block by block, whether the two are the same sound."""
    count = min(len(heard), len(programme)) // block
    if count == 0:
        return np.zeros(1, np.bool_)
    one, other = (part[: count * block].reshape(count, block) for part in (heard, programme))
    error = np.einsum("ij,ij->i", one - other, one - other)
    return np.asarray(error <= ALIKE * np.einsum("ij,ij->i", other, other) + FLOOR**2 * block)


def foreign(heard: Mono, programme: Mono, block: int) -> NDArray[np.bool_]:
    """Block by block, whether what was heard is none of the programme, though one of the two sounds."""
    count = min(len(heard), len(programme)) // block
    one, other = (part[: count * block].reshape(count, block) for part in (heard, programme))
    error = np.einsum("ij,ij->i", one - other, one - other)
    louder = np.maximum(np.einsum("ij,ij->i", one, one), np.einsum("ij,ij->i", other, other))
    return np.asarray(error > FOREIGN * louder + FAINT**2 * block)


def tops(score: NDArray[np.float32], apart: int) -> list[int]:
    """The places of the best scores, the best first, ``apart`` from each other."""
    found: list[int] = []
    left = np.where(score >= score.max() - SAME, score, -np.inf)
    while len(found) < MOST and np.isfinite(left).any():
        top = int(left.argmax())
        found.append(top)
        left[max(0, top - apart) : top + apart] = -np.inf
    return found


def likeness(window: Mono, region: Mono) -> NDArray[np.float32]:
    """The normalised cross-correlation of ``window`` with every place in ``region``, -1..1."""
    size = next_fast_len(len(region) + len(window))
    product = irfft(rfft(region, size) * np.conj(rfft(window, size)), size)[: len(region) - len(window) + 1]
    energy = np.concatenate([[0.0], np.cumsum(region.astype(np.float64) ** 2)])
    energy = energy[len(window) :] - energy[: -len(window)]
    norm = np.sqrt(np.maximum(energy, FLOOR**2 * len(window)) * float(np.dot(window, window)))
    return np.asarray(product / norm, np.float32)
