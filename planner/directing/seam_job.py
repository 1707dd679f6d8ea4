"""The job that makes a seam ready: its lanes stretched, rendered as buses, and measured, in a process of its own."""

import contextlib
import os
from hashlib import blake2b
from pathlib import Path

import msgspec

from engine.errors import StorageError
from engine.journal.append import replace_file
from planner.transitions.made_ready import Made, Rendering, made_ready
from planner.transitions.render import METHOD

#: Changes when the same inputs give another report, so that those of an older Everset are not taken for it.
MEASURED = 3


def render_and_measure(job: Rendering) -> Made:
    """The rendered lanes, and the transition as rendered (its strokes nudged together) with its measures; as they were
    when the same seam was made before, where that is still there. Raises TransitionError or StorageError."""
    report = Path(job.folder) / f"{_name(job)}.seam"
    made = _made_before(report)
    if made is None:
        made = made_ready(job)
        with contextlib.suppress(StorageError):  # a full disk: it is measured again the next time
            replace_file(report, msgspec.msgpack.encode(made))
    return made


def _name(job: Rendering) -> str:
    """A seam is the same when the plan, both tracks' PCM and what is known of them are."""
    heard = job.leaving.analysis, job.entering.analysis
    stamps = job.splitting.stamps() if job.splitting else ()
    told = (METHOD, MEASURED, job.transition, job.splitting, stamps, heard, _pcm(job.pcm_from), _pcm(job.pcm_to))
    return blake2b(msgspec.msgpack.encode(told), digest_size=16).hexdigest()


def _pcm(path: str) -> tuple[str, int]:
    """A prepared file by name and length: its name tells the track's content, whose decoding does not change."""
    with contextlib.suppress(OSError):
        return Path(path).name, Path(path).stat().st_size
    return path, 0


def _made_before(report: Path) -> Made | None:
    """What ``report`` tells, while its lanes are there; they are the most recently used now."""
    try:
        made = msgspec.msgpack.decode(report.read_bytes(), type=Made)
        for file in (*made[0].files, report):
            os.utime(file)
    except (OSError, msgspec.MsgspecError):
        return None
    return made
