"""What a soak found, as rows."""

from collections.abc import Iterator

from benchmarks.row import Row
from benchmarks.soak.run import Soak
from benchmarks.soak.slope import Slope

WHO = "everset"


def findings(soak: Soak) -> list[Row]:
    """Memory and disk with their slopes, what was lost or late, and how fast it went."""
    return [*_memory(soak), *_disk(soak), *_sound(soak), *_decisions(soak), *_speed(soak)]


def _memory(soak: Soak) -> Iterator[Row]:
    last = soak.usage.samples[-1]
    yield _row("memory, resident (RSS), at the end", last.rss, "MB")
    yield _row("memory of its own (USS), at the end", last.uss, "MB")
    yield from _slope("memory, resident", soak.usage.memory_slope("rss"))
    yield from _slope("memory of its own", soak.usage.memory_slope("uss"))
    yield _row("of it alive: Python's blocks, at the end", last.objects, "thousand")
    yield from _slope("Python's blocks", soak.usage.memory_slope("objects"), "thousand")
    yield _row("of it alive: the C library's, at the end", last.malloc, "MB")
    yield from _slope("the C library's", soak.usage.memory_slope("malloc"))


def _disk(soak: Soak) -> Iterator[Row]:
    for name, size in soak.usage.samples[-1].disk.items():
        yield _row(f"disk, {name}, at the end", size, "MB")
        yield from _slope(f"disk, {name}", soak.usage.disk_slope(name))


def _sound(soak: Soak) -> Iterator[Row]:
    air, audit = soak.air, soak.audit
    yield _row("played", soak.day, "days")
    yield _row("frames that nothing covered", air.mixer.uncovered, "frames")
    if soak.plan.listens:
        yield _row("quiet stretches (below -60 dBFS for 0.25 s)", soak.level.quiet, "")
    yield _row("late blocks, as the clock counts", air.pump.clock.late_blocks, "blocks")
    yield _row("late blocks, as the records say", audit.late_blocks, "blocks")
    yield _row("frames of clips that were due without their PCM", air.pump.missed, "frames")
    yield _row("late frames, as the mixer counts", air.mixer.late, "frames")
    yield _row("late frames, as the records say", audit.late_frames, "frames")
    yield _row("times that the ladder had to act", air.climbed, "")
    yield _row("marks passed", audit.passed, "")
    yield _row("marks in the playlog", audit.logged, "")
    yield _row("marks missing there", audit.missing, "")
    yield _row("marks there that were not passed, or twice", audit.repeated, "")


def _decisions(soak: Soak) -> Iterator[Row]:
    voters = soak.voters
    yield _row("transitions", soak.audit.transitions, "")
    yield _row("seams played on the plain tracks", soak.director.late, "")
    if soak.plan.votes:
        yield _row("ballots with a chance to vote", voters.ballots, "")
        yield _row("votes acknowledged, changes of mind too", voters.cast, "")
        yield _row("votes counted", voters.counted, "")
        yield _row("votes acknowledged and not counted", voters.lost, "")


def _speed(soak: Soak) -> Iterator[Row]:
    played = soak.day * 86_400.0
    yield _row("wall time", soak.seconds, "s")
    yield _row("speed", played / soak.seconds, "x real time")
    for name, spent in sorted(soak.air.spent.seconds.items()):
        yield _row(f"wall time, {name}", spent, "s")


def _slope(what: str, found: Slope, unit: str = "MB") -> Iterator[Row]:
    yield _row(f"{what}, slope", found.value, f"{unit} a day")
    yield _row(f"{what}, standard error of the slope", found.error, f"{unit} a day")


def _row(what: str, value: float, unit: str) -> Row:
    return Row(what, WHO, float(f"{value:.5g}"), unit, None, "")
