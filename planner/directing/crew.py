"""Whom the director works with."""

from dataclasses import dataclass
from pathlib import Path

from planner.directing.air import Air
from planner.directing.ballot_box import BallotBox
from planner.directing.crate import Crate
from planner.directing.shelf import Shelf
from planner.jobs import Jobs
from planner.stems.splitting import Splitting


@dataclass(frozen=True)
class Crew:
    """``air``: the engine. ``shelf``: the tracks. ``crate``: their prepared PCM. ``box``: choosing and the ballots.
    ``jobs``: where seams are rendered, into the folder ``seams``. ``splitting``: what splits their
    tracks into stems."""

    air: Air
    shelf: Shelf
    crate: Crate
    box: BallotBox
    jobs: Jobs
    seams: Path
    splitting: Splitting | None = None
