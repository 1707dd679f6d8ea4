"""The newest of the encoded stream, in one contiguous piece of memory, with the place of every unit in it.

Bytes are counted from the stream's first, units too; neither ever begins again."""

from bisect import bisect_right
from itertools import accumulate

from msgspec import Struct

from engine.outputs.encoded import NOT_PROGRAMME, Encoded, at


class Run(Struct):
    """Units from ``number`` on, of which the first begins at programme frame ``frame``, and so on without a jump;
    NOT_PROGRAMME: the ident's. ``count``: how many."""

    number: int
    frame: int
    count: int


class Tape:
    """Keeps ``keep`` units at least, of ``unit`` programme frames each."""

    def __init__(self, keep: int, unit: int) -> None:
        self.keep = keep
        self.unit = unit
        self.base = 0  # which byte of the stream is the first in memory
        self.end = 0  # the first byte that is not there yet
        self.first = 0  # the number of the oldest unit
        self.jumps = 0  # how often the programme did not go on with the next frame
        self._memory = bytearray(2**16)
        self._starts: list[int] = []  # the byte that each unit begins with
        self.runs: list[Run] = []  # oldest first

    @property
    def next(self) -> int:
        """The number of the unit that comes next."""
        return self.first + len(self._starts)

    @property
    def next_frame(self) -> int | None:
        """The programme frame that the next unit begins with if nothing jumps; None while that is the ident's."""
        if not self.runs or (run := self.runs[-1]).frame == NOT_PROGRAMME:
            return None
        return run.frame + run.count * self.unit

    def append(self, encoded: Encoded) -> None:
        """Add units, one at least."""
        if self.end - self.base + len(encoded.data) > len(self._memory):
            self._make_room(len(encoded.data))
        at = self.end - self.base
        self._memory[at : at + len(encoded.data)] = encoded.data
        self._note(encoded.frame, len(encoded.sizes))
        self._starts += accumulate(encoded.sizes[:-1], initial=self.end)
        self.end += len(encoded.data)

    def restore(self, base: int, first: int, data: bytes, starts: list[int], runs: list[Run]) -> None:
        """Go on with what another tape held from byte ``base`` on."""
        self.base, self.first, self.end = base, first, base + len(data)
        self._memory = bytearray(data) + bytearray(len(data) + 2**16)
        self._starts, self.runs = starts, runs

    def held(self) -> tuple[int, int, bytes, list[int], list[Run]]:
        """What :meth:`restore` takes."""
        return self.base, self.first, bytes(self.view(self.base, self.end)), self._starts, self.runs

    def view(self, start: int, end: int) -> memoryview:
        """The bytes ``[start, end)`` of the stream, without a copy; good until the next :meth:`append`."""
        return memoryview(self._memory)[start - self.base : end - self.base]

    def start_of(self, number: int) -> int:
        """The byte with which unit ``number``, or the oldest that is there, begins."""
        place = max(0, number - self.first)
        return self._starts[place] if place < len(self._starts) else self.end

    def number_at(self, byte: int) -> int:
        """The number of the unit that holds ``byte``."""
        if byte >= self.end:
            return self.next
        return self.first + bisect_right(self._starts, byte) - 1

    def frame_of(self, number: int) -> int | None:
        """The programme frame with which unit ``number`` begins, None while it is the ident's."""
        run = self._run(number)
        return None if run is None or run.frame == NOT_PROGRAMME else run.frame + (number - run.number) * self.unit

    def number_of(self, frame: int) -> int | None:
        """The unit that begins at programme frame ``frame``, or else the one that begins behind it in the same
        run; None when that is not there."""
        for run in reversed(self.runs):
            place = -(-(frame - run.frame) // self.unit)
            if run.frame != NOT_PROGRAMME and 0 <= place < run.count and run.number + place >= self.first:
                return run.number + place
        return None

    def heard(self, begun: int, number: int) -> tuple[int, int] | None:
        """``(start_frame, sent_frame)`` of who got the units from ``begun`` to before ``number``: the programme
        frame of the connection's first sample, counted back from the last of the programme that they got, and the one
        behind that. None while they got nothing of it."""
        for run in reversed(self.runs):
            last = min(run.number + run.count, number) - 1
            if run.frame != NOT_PROGRAMME and last >= max(run.number, begun):
                frame = run.frame + (last - run.number) * self.unit
                return frame - (last - begun) * self.unit, frame + self.unit
        return None

    def _run(self, number: int) -> Run | None:
        return next((run for run in reversed(self.runs) if run.number <= number < run.number + run.count), None)

    def _note(self, frame: int, count: int) -> None:
        """``count`` units come, the first of which begins at ``frame``."""
        run = self.runs[-1] if self.runs else None
        if run is not None and at((0, run.frame), run.count * self.unit) == frame:
            run.count += count
            return
        self.jumps += run is not None
        self.runs.append(Run(self.next, frame, count))

    def _make_room(self, more: int) -> None:
        """Forget what is older than it has to be; where that is not enough, take more memory."""
        drop = max(0, len(self._starts) - self.keep)
        start = self._starts[drop] if drop < len(self._starts) else self.end
        kept = self.view(start, self.end)
        need = 2 * (len(kept) + more)
        memory = self._memory if len(self._memory) >= need else bytearray(need)
        memory[: len(kept)] = bytes(kept)
        self._memory, self.base = memory, start
        self._starts = self._starts[drop:]
        self.first += drop
        self._forget_runs()

    def _forget_runs(self) -> None:
        """Of the runs before the oldest unit the last of the programme still says where it was."""
        old = [run for run in self.runs if run.number + run.count <= self.first]
        last = next((run for run in reversed(old) if run.frame != NOT_PROGRAMME), None)
        self.runs = ([last] if last else []) + self.runs[len(old) :]
