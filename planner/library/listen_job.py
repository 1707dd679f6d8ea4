"""The jobs that read a stranger's file, in a worker that may die: what a file is, and what is heard in it."""

from pathlib import Path

from msgspec import Struct

from engine.errors import SetAside
from planner.analysis.listen import analyse_file
from planner.catalogue.track import Tags, Track
from planner.library.content import content_id
from planner.library.decode import MAX_SECONDS, probe, refuse_long
from planner.library.tags import read_tags

#: Bytes that a worker may take: a track of three minutes takes 0.3 GB, three hours take 1.6; a file that lies about
#: itself wants anything.
LISTENING_MEMORY = 2 << 30


class Refusal(Struct, frozen=True):
    """A SetAside as a result, for batches in which one bad file must not end the others."""

    path: str
    code: str
    message: str


def identify(path: str, max_seconds: float = MAX_SECONDS) -> str | Refusal:
    """The content id of the file at ``path``. The whole file is read for it, unless its header says that it is
    longer than ``max_seconds``."""
    try:
        refuse_long(Path(path), probe(Path(path)), max_seconds)
        return content_id(Path(path))
    except SetAside as reason:
        return Refusal(path, reason.code, reason.message)


def listen(path: str, content: str, max_seconds: float) -> Track | Refusal:
    """The track in the file at ``path``, whose content id is ``content``."""
    try:
        return Track(id=content, path=path, tags=read_tags(Path(path)), analysis=analyse_file(Path(path), max_seconds))
    except SetAside as reason:
        return Refusal(path, reason.code, reason.message)


def tags_of(path: str) -> Tags:
    """The tags that the file at ``path`` now carries."""
    return read_tags(Path(path))
