"""A run: the station on air, one fault after the other, and what was recorded."""

import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.disk import small_disk
from benchmarks.chaos.faults import KINDS
from benchmarks.chaos.faults.fault import Failed, Untried
from benchmarks.chaos.listener import Listener
from benchmarks.chaos.outcome import Outcome, Recording
from benchmarks.chaos.plan import dice
from benchmarks.chaos.station import Station
from benchmarks.chaos.tape import Tape
from benchmarks.chaos.verdict import Verdict, judge
from benchmarks.chaos.voter import Voter, lost_votes
from benchmarks.chaos.wallclock import WallClocks
from benchmarks.chaos.well import heal
from benchmarks.chaos.witness import Witness, playlog, playlog_faults
from engine.errors import EversetError

DISK_BYTES = 600_000_000  # room for all that the music of a run becomes
VOTERS = 3
SETTLE_SECONDS = 4.0  # of undisturbed sound before the first fault
TAIL_SECONDS = 10.0  # behind the last one: the stream's distance, a player's buffer, and a planner that catches up

Progress = Callable[[Outcome], bool]


def run(folder: Path, music: Path, faults: list[str], seed: int, progress: Progress) -> tuple[Recording, Verdict]:
    """Do ``faults`` to a station that plays ``music``, each as ``seed`` has it; what is recorded is kept in ``folder``.
    ``progress`` hears of each; when it says False, that was the last."""
    folder.mkdir(parents=True)
    clocks = WallClocks(folder / "clocks")
    with small_disk(folder / "data", DISK_BYTES) as own_disk:
        station = Station(clocks.python, folder, folder / "data", music)
        try:
            for path in beside_ring(station):  # of a run that was killed in the same folder
                path.unlink()
            station.start()
            booth = watched(station, folder, clocks, own_disk=own_disk)
            voters = [Voter(station) for _ in range(VOTERS)]
            time.sleep(SETTLE_SECONDS)
            outcomes = trials(booth, faults, seed, progress)
            time.sleep(TAIL_SECONDS)
            until = hang_up(booth, voters)
        finally:
            left = station.stop()
        recording = recorded(booth, voters, outcomes, left, folder)
        verdict = judge(recording, until)
    for path in beside_ring(station):
        path.unlink()
    return recording, verdict


def watched(station: Station, folder: Path, clocks: WallClocks, *, own_disk: bool) -> Booth:
    """The station with everybody who watches it, watching."""
    tape = Tape(station.places.ring, folder / "ring.f32")
    tape.roll()
    listener = Listener(station.stream).start()
    return Booth(station, tape, listener, clocks, Witness(station).start(), own_disk)


def trials(booth: Booth, faults: list[str], seed: int, progress: Progress) -> list[Outcome]:
    """One after the other."""
    outcomes = []
    for number, kind in enumerate(faults):
        outcomes.append(trial(booth, kind, seed, number))
        if not progress(outcomes[-1]):
            break
    return outcomes


def trial(booth: Booth, kind: str, seed: int, number: int) -> Outcome:
    """One fault, until the station is well again."""
    booth.number = number
    began, tried, failed = time.monotonic_ns(), True, []
    try:
        what = KINDS[kind].strike(booth, dice(seed, number))
    except Failed as error:
        what, failed = str(error), [str(error)]
    except (Untried, EversetError, OSError) as error:
        what, tried = f"not done: {error}", False
    unwell = failed + heal(booth)
    booth.station.look_at_memory()
    ended = time.monotonic_ns()
    return Outcome(number=number, kind=kind, what=what, tried=tried, began=began, ended=ended, unwell=unwell)


def hang_up(booth: Booth, voters: list[Voter]) -> int:
    """Everybody stops watching; when, CLOCK_MONOTONIC in ns."""
    until = time.monotonic_ns()
    booth.listener.stop()
    for voter in voters:
        voter.stop()
    booth.witness.stop()
    booth.tape.stop()
    return until


def recorded(
    booth: Booth, voters: list[Voter], outcomes: list[Outcome], left: dict[int, str], folder: Path
) -> Recording:
    """All of it together, once the station has left."""
    votes = [vote for voter in voters for vote in voter.votes]
    places, witness = booth.station.places, booth.witness
    return Recording(
        outcomes=outcomes,
        first=witness.from_frame,
        tape=booth.tape,
        connections=booth.listener.connections,
        clips=list(witness.clips.values()),
        spoiled=booth.spoiled,
        votes=votes,
        lost_votes=lost_votes(votes, places.votes_db),
        passed=witness.passed,
        playlog_faults=playlog_faults(witness.passed, playlog(places.planner_db), witness.from_frame),
        rows=booth.rows,
        left=left,
        traces=traces(booth.station),
        folder=folder,
    )


def traces(station: Station) -> list[str]:
    """What a station that has left should not have left behind; its ring and what lies beside it outlive it on
    purpose."""
    ours = {str(path) for path in beside_ring(station)}
    return [
        *(path for path in station.memory - ours if Path(path).exists()),
        *(str(path) for path in station.places.sockets.glob("*")),
    ]


def beside_ring(station: Station) -> list[Path]:
    """The station's ring and its outputs' place in it, which the next start goes on from."""
    return list(station.places.ring.parent.glob(f"{station.places.ring.stem}.*"))
