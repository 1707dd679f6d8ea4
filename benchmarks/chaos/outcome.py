"""What became of one fault, and of the whole run."""

from pathlib import Path

from msgspec import Struct

from benchmarks.chaos.listener import Connection
from benchmarks.chaos.tape import Tape
from benchmarks.chaos.voter import Vote
from benchmarks.chaos.witness import Passed, PlaylogFault
from engine.programme.clip import Clip


class Outcome(Struct, kw_only=True):
    """``began``, ``ended``: CLOCK_MONOTONIC, ns, until the station was well again. ``what``: what was done, or why it
    could not be. ``unwell``: what was not well in time."""

    number: int
    kind: str
    what: str
    tried: bool
    began: int
    ended: int
    unwell: list[str]


class Recording(Struct, kw_only=True):
    """All that is known when a run has ended. ``left``: processes that were still there, by pid; ``traces``: what lay
    around. ``first``: the programme frame from which on the run is judged."""

    outcomes: list[Outcome]
    first: int
    tape: Tape
    connections: list[Connection]
    clips: list[Clip]
    spoiled: dict[str, list[int]]
    votes: list[Vote]
    lost_votes: list[Vote]
    passed: set[Passed]
    playlog_faults: list[PlaylogFault]
    rows: list[tuple[int, list[dict[str, object]]]]
    left: dict[int, str]
    traces: list[str]
    folder: Path
