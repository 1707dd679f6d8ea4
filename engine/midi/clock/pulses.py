"""The pulses of a set: twenty-four to each beat that the programme has, one after the other."""

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from engine.midi.clock.pulse import PER_BEAT, Pulse
from engine.programme.beats import Beats

UNEVEN = 0.1  # of a beat: a track that begins so much sooner or later than the next beat does not go on with it


class Place(Struct, frozen=True):
    """A beat: the song's ``number`` of its run, ``bar`` to a bar; ``first`` of the run."""

    frame: int
    number: int
    bar: int
    first: bool


class Pulses:
    """Every pulse follows from the beats around it and from nothing before: no error adds up. Where no beat is known it
    goes on as fast as it went."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._frames: list[int] = []
        self._last: Pulse | None = None

    @property
    def last(self) -> Pulse | None:
        """The one that was taken last."""
        return self._last

    def follow(self, runs: Sequence[Beats]) -> None:
        """These are the beats from now on."""
        self._places = [
            Place(frame, run.number + index, run.bar, index == 0)
            for run in runs
            for index, frame in enumerate(run.frames)
        ]
        self._frames = [place.frame for place in self._places]

    def skip(self, frame: float) -> None:
        """Go on at ``frame``: nobody heard what was between."""
        if (last := self._last or self.next()) is not None:
            self._last = Pulse(frame=frame, interval=self._around(frame) or last.interval, count=-1)

    def take(self, pulse: Pulse) -> None:
        """``pulse``, the next one, has been."""
        self._last = pulse

    def next(self) -> Pulse | None:
        """The one behind the last; None where no beat is known, and none was."""
        last = self._last
        if last is None:
            return self._on(0, None) if self._places else None
        at = bisect_right(self._frames, last.frame + last.interval / 4) - 1  # the beat that is on, or has been
        interval = self._interval(at, last)
        goal = last.frame + interval
        if at >= 0 and self._goes_on(at, last):
            begun = self._frames[at]
            goal = begun + (round((last.frame - begun) / interval) + 1) * interval
        following = at + 1
        if following < len(self._places) and goal > self._frames[following] - interval / 2:
            return self._on(following, last)
        return Pulse(frame=goal, interval=interval, count=last.count)

    def _around(self, frame: float) -> float | None:
        """What is between two pulses there, where it lies between two beats."""
        behind = bisect_right(self._frames, frame)
        if not self._even(behind):
            return None
        return (self._frames[behind] - self._frames[behind - 1]) / PER_BEAT

    def _interval(self, at: int, last: Pulse) -> float:
        """Frames from one pulse to the next behind the beat ``at``."""
        if at >= 0 and self._goes_on(at, last):
            if self._even(at + 1):
                return (self._frames[at + 1] - self._frames[at]) / PER_BEAT
            if not self._places[at].first:
                return (self._frames[at] - self._frames[at - 1]) / PER_BEAT
        return last.interval

    def _goes_on(self, at: int, last: Pulse) -> bool:
        """Whether the last pulse counts from the beat ``at``: not where that has long been over."""
        return self._even(at + 1) or last.frame - self._frames[at] < 2 * PER_BEAT * last.interval

    def _even(self, at: int) -> bool:
        """Whether the beat ``at`` comes when a beat is due behind the one before."""
        if not 0 < at < len(self._places):
            return False
        if not self._places[at].first:
            return True
        gap, usual = self._frames[at] - self._frames[at - 1], self._usual(at)
        return usual is not None and abs(gap / usual - 1.0) <= UNEVEN

    def _usual(self, at: int) -> float | None:
        """The length of a beat on either side of the one at ``at``, which begins a run; the shorter."""
        before = self._frames[at - 1] - self._frames[at - 2] if at >= 2 and not self._places[at - 1].first else None
        behind = self._frames[at + 1] - self._frames[at] if at + 1 < len(self._frames) else None
        known = [gap for gap in (before, behind) if gap]
        return min(known) if known else None

    def _on(self, at: int, last: Pulse | None) -> Pulse:
        """The pulse on the beat ``at``."""
        place = self._places[at]
        if last is None:
            behind = self._frames[at + 1] - place.frame if at + 1 < len(self._frames) else PER_BEAT
            interval, count, broken = behind / PER_BEAT, place.number, False
        else:
            interval = place.frame - last.frame
            joins = last.count >= 0 and (not place.first or self._even(at)) and self._in_bar(place, last.count + 1)
            count, broken = (last.count + 1, False) if joins else (place.number, True)
        downbeat = place.number % place.bar == 0
        return Pulse(
            frame=float(place.frame), interval=interval, beat=True, count=count, downbeat=downbeat, broken=broken
        )

    def _in_bar(self, place: Place, count: int) -> bool:
        return (count - place.number) % place.bar == 0
