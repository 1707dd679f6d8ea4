"""``everset train``: measure transitions, fit the network, write the weights and their card."""

from collections.abc import Sequence
from pathlib import Path

import structlog

from engine.journal.append import replace_file
from planner.catalogue.track import Track
from planner.choosing.scorer import Scorer
from planner.jobs import Jobs
from planner.training.card import card, summary
from planner.training.collect import Effort, Progress, collect, held_songs
from planner.training.export import to_onnx
from planner.training.fit import fit
from planner.training.report import Report
from planner.training.rows import Rows
from planner.training.votes import FEWEST_STARRED, Starred, fit_stars

log = structlog.get_logger()

ROWS = "rows.jsonl"  # in the effort's folder


async def train(  # noqa: PLR0913 -- what to listen to, and what for the card, each by its name
    tracks: Sequence[Track],
    jobs: Jobs,
    effort: Effort,
    out: Path,
    *,
    music: str,
    starred: Sequence[Starred] = (),
    progress: Progress | None = None,
) -> Report:
    """Measure pairs of ``tracks`` for ``effort.minutes`` (0: none), fit all rows that ``effort.folder``
    holds, and write ``out`` (.onnx) and its card beside it (.md). ``music``: for the card, what the tracks
    are.

    Raises ModelError when there is too little to learn from, StorageError when the disk refuses, JobFailed
    when no pair can be measured. What ``out`` held stays until the new weights are whole.
    """
    rows = Rows(Path(effort.folder) / ROWS)
    held = held_songs(tracks, rows.read(), effort)
    added = await collect(tracks, rows, jobs, effort, progress)
    network, report = fit(rows.read(), held, effort.seed)
    network = fit_stars(network, starred, effort.seed)
    weights = to_onnx(network)
    scorer = Scorer(weights)  # what can't be read back is not written
    stars = f"trained on {len(starred)} steps that were voted on" if network.stars_trained else _untrained(starred)
    replace_file(out.with_suffix(".md"), card(report, music=music, model_id=scorer.model_id, stars=stars).encode())
    replace_file(out, weights)
    log.info("trained", rows_added=added, model=scorer.model_id, runs_on=scorer.provider, weights=str(out))
    log.info(summary(report))
    return report


def _untrained(starred: Sequence[Starred]) -> str:
    return f"untrained, masked ({len(starred)} of at least {FEWEST_STARRED} steps voted on)"
