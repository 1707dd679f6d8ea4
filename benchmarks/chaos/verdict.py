"""What was heard, what was lost, and by which fault."""

from collections.abc import Iterable, Iterator

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.chaos import player, sound
from benchmarks.chaos.decode import decode
from benchmarks.chaos.gap import Gap
from benchmarks.chaos.outcome import Outcome, Recording
from benchmarks.chaos.place import Places, mono
from benchmarks.chaos.player import Heard
from benchmarks.chaos.tape import SECOND, Tape
from engine.settings import OutputsSettings

#: The station's, as shipped: how far behind the clock the stream is, and the burst, which is the player's buffer.
DISTANCE, BUFFER = OutputsSettings().distance_seconds, OutputsSettings().burst_seconds

PERIOD = 1.0  # seconds from one serving of a listener to the next


class Verdict(Struct, kw_only=True):
    """``gaps``: what a player with a buffer did not hear. ``unbuffered``: by fault, frames that a player without one
    lost when it was cut. ``repeated``, ``undecodable``: frames sent twice, MP3 frames that did not decode.
    ``votes``: lost ones by fault. ``playlog``: faults of it by fault."""

    gaps: list[Gap]
    unbuffered: dict[int, int]
    repeated: int
    undecodable: int
    heard: list[Heard]
    seconds: float
    votes: dict[int, int]
    playlog: dict[int, int]


def judge(recording: Recording, until: int) -> Verdict:
    """``until``: CLOCK_MONOTONIC at which the listener hung up, ns."""
    tape = recording.tape
    pcm = tape.pcm()
    heard = placed(recording, pcm)
    came = player.arrivals(heard, tape)
    found = player.gaps(came, tape, DISTANCE, BUFFER, until)
    found += sound.idents(pcm, tape.start, tape.sample_rate)
    found += sound.quiet(pcm, tape.start, tape.sample_rate, recording.clips)
    found += [Gap(frame=start, length=end - start, how="never came") for start, end in tape.holes]
    blamed = Blame(recording)
    lost = player.cut_off(heard, BUFFER, tape.sample_rate)
    return Verdict(
        gaps=sorted((blamed.of(gap) for gap in since(recording.first, found)), key=lambda gap: gap.frame),
        unbuffered=added((blamed.at_sending(tape.start + frame), frames) for frame, frames in lost),
        repeated=player.repeated(heard, tape.sample_rate),
        undecodable=sum(one.sound.errors for one in heard),
        heard=heard,
        seconds=float(np.count_nonzero(came != player.NEVER)) * player.GRAIN / tape.sample_rate,
        votes=added((blamed.at(vote.time), 1) for vote in recording.lost_votes),
        playlog=added((blamed.at(tape.due(fault.mark.frame)), 1) for fault in recording.playlog_faults),
    )


def since(first: int, gaps: Iterable[Gap]) -> Iterator[Gap]:
    """What of ``gaps`` lies at frame ``first`` or behind it."""
    for gap in gaps:
        begin, end = max(gap.frame, first), gap.frame + gap.length
        if end > begin:
            yield replace(gap, frame=begin, length=end - begin)


def placed(recording: Recording, pcm: np.ndarray) -> list[Heard]:
    """Every connection's sound with its place on the tape."""
    tape = recording.tape
    places = Places(mono(pcm, tape.sample_rate), tape.sample_rate)
    heard = []
    for connection in recording.connections:
        one = decode(connection)
        sounds = mono(one.samples, tape.sample_rate)
        heard.append(Heard(one, places.find(sounds, lambda sample, one=one: expected(one.arrival(sample), tape))))  # type: ignore[misc]
    return heard


def expected(arrived: int, tape: Tape) -> int:
    """About which index of the tape came at CLOCK_MONOTONIC ``arrived``, ns."""
    frame = (arrived - tape.anchors[-1].epoch) * tape.sample_rate // SECOND
    return frame - round((DISTANCE + BUFFER / 2) * tape.sample_rate) - tape.start


def added(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The sum by key."""
    total: dict[int, int] = {}
    for key, count in pairs:
        total[key] = total.get(key, 0) + count
    return total


class Blame:
    """Which fault something is put down to: the one that struck the file that should have sounded, else the last that
    had begun when it came about."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def of(self, gap: Gap) -> Gap:
        """``gap`` with its fault."""
        last = gap.frame + gap.length
        if gap.how not in ("ident", "quiet"):
            return replace(gap, fault=self.at_sending(last))
        made = self._recording.tape.due(last)  # it was in the ring already, when the head was there
        struck = [
            number
            for clip in self._recording.clips
            if clip.at < last and clip.end > gap.frame
            for number in self._recording.spoiled.get(clip.pcm, [])
            if self._recording.outcomes[number].began <= made
        ]
        return replace(gap, fault=max(struck, default=self.at(made)))

    def at_sending(self, frame: int) -> int:
        """The fault when ``frame`` should have been sent, at the latest."""
        return self.at(self._recording.tape.due(frame) + round((DISTANCE + PERIOD) * SECOND))

    def at(self, time: int) -> int:
        """The last fault that had begun at CLOCK_MONOTONIC ``time``; -1 when there was none."""
        begun = [one.number for one in self._recording.outcomes if one.tried and one.began <= time]
        return begun[-1] if begun else -1


class Line(Struct, kw_only=True):
    """One kind of fault: how often it was done, and what it cost. Times in ms, frames of the programme."""

    kind: str
    tried: int
    skipped: int = 0
    gaps: int = 0
    worst_ms: float = 0.0
    sum_ms: float = 0.0
    unbuffered_ms: float = 0.0
    lost_frames: int = 0
    votes: int = 0
    playlog: int = 0
    splices: int = 0
    unwell: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was heard and nothing lost."""
        return not (self.gaps or self.votes or self.playlog or self.splices or self.unwell)


def table(outcomes: list[Outcome], verdict: Verdict, rate: int) -> list[Line]:
    """A line a kind; what no fault explains is on a line of its own."""
    kinds = list(dict.fromkeys(one.kind for one in outcomes))
    lines = [line(kind, [one for one in outcomes if one.kind == kind], verdict, rate) for kind in sorted(kinds)]
    rest = line("(before the first fault)", [], verdict, rate)
    return lines if rest.clean else [*lines, rest]


def line(kind: str, outcomes: list[Outcome], verdict: Verdict, rate: int) -> Line:
    """What ``outcomes`` cost."""
    numbers = {one.number for one in outcomes} or {-1}
    gaps = [gap for gap in verdict.gaps if gap.fault in numbers]
    return Line(
        kind=kind,
        tried=sum(one.tried for one in outcomes),
        skipped=sum(not one.tried for one in outcomes),
        gaps=len(gaps),
        worst_ms=max((gap.ms(rate) for gap in gaps), default=0.0),
        sum_ms=sum(gap.ms(rate) for gap in gaps),
        unbuffered_ms=1000.0 * sum(verdict.unbuffered.get(number, 0) for number in numbers) / rate,
        lost_frames=sum(gap.length for gap in gaps if gap.how == "never came"),
        votes=sum(verdict.votes.get(number, 0) for number in numbers),
        playlog=sum(verdict.playlog.get(number, 0) for number in numbers),
        splices=sum(any("splices" in wound for wound in one.unwell) for one in outcomes),
        unwell=sum(bool(one.unwell) for one in outcomes),
    )
