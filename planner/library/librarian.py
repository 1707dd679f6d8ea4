"""The librarian: brings the catalogue up to date with the folders, a few files at a time."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import structlog
from msgspec import Struct

from engine.errors import JobFailed, SetAside
from planner.analysis.listen import EAR
from planner.catalogue.catalogue import Catalogue, SetAsideFile
from planner.catalogue.track import Tags, Track
from planner.jobs import Jobs
from planner.library.decode import too_long
from planner.library.effort import expected_seconds
from planner.library.folders import FOLDER, Sighting, below, look_at
from planner.library.listen_job import Refusal, identify, listen, tags_of
from planner.library.scan import Changes, SeenFile, changes
from planner.library.tags import printable

IDENTIFY_SECONDS = 300.0  # the whole file is read: three hours of WAV from a slow disk take a minute or two
LISTEN_SECONDS = 600.0  # three hours of audio take about five minutes on a slow core
LISTEN_SHARE = 1 / 15  # of the sound's length, where longer files are allowed
BATCH = 8  # files looked at together, at least: small enough that the first tracks are ready soon
A_WORKER = 4  # files of a batch for each worker: some are longer than others, and none of them should wait for long
CHANGED = -1  # in place of a modification time: whatever the disk says, look again

log = structlog.get_logger()
Result = TypeVar("Result")


class Progress(Struct):
    """What one look has done so far; files, by what became of them. ``back``: gone before, and here again as
    they were. ``covered`` of ``expected``: the seconds of sound that they are likely to hold."""

    total: int = 0
    done: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    retagged: int = 0
    back: int = 0
    gone: int = 0
    heard_again: int = 0
    set_aside: int = 0
    covered: float = 0.0
    expected: float = 0.0


class Librarian:
    """Looks after ``folders``. ``report(progress)`` hears of every file that is done; ``hold()`` is waited for before
    each few files.

    ``alone``: the catalogue holds what is in these folders, and nothing else is present; otherwise what lies
    elsewhere stays as it is.
    """

    def __init__(  # noqa: PLR0913  one of each that it works with
        self,
        folders: Iterable[Path],
        catalogue: Catalogue,
        jobs: Jobs,
        max_seconds: float,
        report: Callable[[Progress], None] = lambda progress: None,
        *,
        hold: Callable[[], Awaitable[None]] | None = None,
        alone: bool = True,
    ) -> None:
        self._folders = [folder.expanduser().resolve() for folder in folders]
        self._catalogue = catalogue
        self._jobs = jobs
        self._max_seconds = max_seconds
        self._report = report
        self._hold = hold or _at_once
        self._batch = max(BATCH, A_WORKER * jobs.workers)
        self._alone = alone
        self._said: dict[str, tuple[str, str]] = {}  # what is set aside, with its reason, as of this look's start

    async def look(self) -> Progress:
        """Bring the catalogue up to date once. Raises StorageError when it can't be stored; what was taken in
        until then is, and the next look goes on from there."""
        sighting = await asyncio.to_thread(look_at, self._folders)
        known = await asyncio.to_thread(self._known)
        fresh = [file for path, file in sighting.files.items() if not _same(known.get(path), file)]
        expected = sum(expected_seconds(file.path, file.size) for file in fresh)
        progress = Progress(total=len(fresh), expected=expected)
        self._report(progress)
        fresh = await asyncio.to_thread(self._bring_back, fresh, progress)
        missing = {path: file for path, file in known.items() if path not in sighting.files}
        lost = {file.content: file for file in missing.values() if file.content}
        for batch in _batches(fresh, self._batch):
            await self._hold()
            before = [known[file.path] for file in batch if file.path in known]
            diff = await self._take_in(lost, before, batch, progress)
            for old, _ in diff.moved:
                missing.pop(old.path, None)
                lost.pop(old.content, None)
        await asyncio.to_thread(self._forget, missing, sighting, progress)
        log.debug("library looked at", files=len(sighting.files), taken_in=progress.done)
        return progress

    async def hear_again(self, first: Sequence[str] = ()) -> int:
        """Listen again to some tracks that an older ear heard, those of ``first`` before all others, and return how
        many: 0 when there are none. Until one is heard anew it is what it was, and so it stays when that fails."""
        await self._hold()
        ids = await asyncio.to_thread(self._catalogue.heard_before, EAR, self._batch, first)
        await _all(self._hear_again(id) for id in ids)
        return len(ids)

    async def _hear_again(self, id: str) -> None:
        track = self._catalogue.heard(id)
        if track is None:
            return
        try:
            heard = await self._listen(track.path, id)
        except JobFailed as error:
            heard = Refusal(track.path, "broken", str(error))
        if isinstance(heard, Refusal):
            log.warning(
                "can't be heard anew, what was heard before stays", path=printable(track.path), why=heard.message
            )
        analysis = track.analysis if isinstance(heard, Refusal) else heard.analysis
        self._catalogue.hear_again(id, msgspec.structs.replace(analysis, ear=EAR))

    def _known(self) -> dict[str, SeenFile]:
        """What the catalogue says of files in reach: those of tracks, and those set aside."""
        listed = self._catalogue.set_aside_list()
        self._said = {one.path: (one.code, one.message) for one in listed}
        aside = {one.path: self._tried(one) for one in listed}
        held = {
            path: SeenFile(path, one.size, one.mtime_ns, one.id) for path, one in self._catalogue.known_files().items()
        }
        found = aside | held
        return {path: file for path, file in found.items() if self._alone or below(path, self._folders)}

    def _tried(self, one: SetAsideFile) -> SeenFile:
        """A file that was set aside; as changed when its reason may be gone though the file is as it was."""
        # chmod changes no modification time
        allowed = one.code == "unreadable" and os.access(one.path, os.R_OK, effective_ids=True)
        longer = one.code == "too-long" and one.message != too_long(self._max_seconds).message
        return SeenFile(one.path, one.size, CHANGED if allowed or longer else one.mtime_ns)

    def _bring_back(self, files: list[SeenFile], progress: Progress) -> list[SeenFile]:
        """Files that were gone and are here again as they were need no listening; the others are returned."""
        rest = []
        for file in files:
            if self._catalogue.restore(file.path, file.size, file.mtime_ns):
                self._catalogue.clear_set_aside(file.path)
                progress.back += 1
                _count(file, progress)
            else:
                rest.append(file)
        return rest

    async def _take_in(
        self, lost: dict[str, SeenFile], before: list[SeenFile], batch: list[SeenFile], progress: Progress
    ) -> Changes:
        """``lost``: files that are missing, by their content; ``before``: those of the batch as they were."""
        found = await _all(self._identify(file.path) for file in batch)
        ids = dict(zip((file.path for file in batch), found, strict=True))
        perhaps_moved = {id: lost[id] for id in found if isinstance(id, str) and id in lost}
        diff = changes([*perhaps_moved.values(), *before], batch, lambda path: _or_raise(ids[path]))
        for file, reason in diff.refused:
            self._set_aside(file, reason.code, reason.message, progress)
        for old, file in [*diff.moved, *diff.retagged]:
            await self._keep(old, file, progress)
        heard = await self._hear_all([*diff.new, *diff.changed], progress)
        progress.new += sum(file.path in heard for file in diff.new)
        progress.changed += sum(file.path in heard for file in diff.changed)
        progress.moved += len(diff.moved)
        progress.retagged += len(diff.retagged)
        return diff

    async def _hear_all(self, files: list[SeenFile], progress: Progress) -> set[str]:
        """The paths of those that are tracks now; of several copies one is listened to."""
        first = {file.content: file for file in reversed(files)}
        heard = await _all(self._hear(file, progress) for file in first.values())
        for file in files:
            if first[file.content] is not file:
                heard.append(await self._hear(file, progress))
        return set(heard)

    async def _identify(self, path: str) -> str | Refusal:
        try:
            return await self._jobs.run(IDENTIFY_SECONDS, identify, path, self._max_seconds)
        except JobFailed as error:
            return Refusal(path, "broken", f"reading it failed ({error}): get a fresh copy")

    async def _hear(self, file: SeenFile, progress: Progress) -> str:
        """The file's path when it is a track now, else nothing: then it is set aside."""
        try:
            heard = await self._heard(file)
        except JobFailed as error:
            heard = Refusal(file.path, "broken", f"listening to it failed ({error}): get a fresh copy")
        if isinstance(heard, Refusal):
            self._set_aside(file, heard.code, heard.message, progress)
            return ""
        self._catalogue.put(heard, file.size, file.mtime_ns)
        self._done(file, progress)
        return file.path

    async def _heard(self, file: SeenFile) -> Track | Refusal:
        known = self._catalogue.heard(file.content)
        if known is None:
            return await self._listen(file.path, file.content)
        return await self._retagged(known, file.path)  # a second copy, or one that had gone: it was heard before

    async def _listen(self, path: str, content: str) -> Track | Refusal:
        seconds = max(LISTEN_SECONDS, LISTEN_SHARE * self._max_seconds)
        return await self._jobs.run(seconds, listen, path, content, self._max_seconds)

    async def _keep(self, old: SeenFile, file: SeenFile, progress: Progress) -> None:
        """A file of known content: its track stays, with the tags that the file carries now."""
        track = self._catalogue.heard(file.content)
        if track is not None:
            track = await self._retagged(track, file.path)
            if old.path != file.path:
                self._catalogue.forget(old.path)  # so that it is this one of several copies that moves
                self._catalogue.move(track.id, file.path)
            self._catalogue.put(track, file.size, file.mtime_ns)
        self._done(file, progress)

    async def _retagged(self, track: Track, path: str) -> Track:
        try:
            tags: Tags = await self._jobs.run(IDENTIFY_SECONDS, tags_of, path)
        except JobFailed as error:
            log.warning("tags can't be read, the old ones stay", path=printable(path), why=str(error))
            tags = track.tags
        return Track(id=track.id, path=path, tags=tags, analysis=track.analysis)

    def _set_aside(self, file: SeenFile, code: str, message: str, progress: Progress) -> None:
        self._say_once(file, code, message)
        progress.set_aside += 1
        self._done(file, progress)

    def _say_once(self, file: SeenFile, code: str, message: str) -> None:
        self._catalogue.set_aside(file.path, code, message, file.size, file.mtime_ns)
        if self._said.get(file.path) != (code, message):
            log.warning("set aside", path=printable(file.path, None), code=code, why=message)

    def _done(self, file: SeenFile, progress: Progress) -> None:
        _count(file, progress)
        self._report(progress)

    def _forget(self, missing: dict[str, SeenFile], sighting: Sighting, progress: Progress) -> None:
        """What is gone stays stored, but is not present; what can't be looked into is said."""
        for path in missing.keys() - sighting.problems.keys():
            self._catalogue.forget(path)
            self._catalogue.clear_set_aside(path)
            progress.gone += 1
        for path, message in sighting.problems.items():
            self._say_once(SeenFile(path, 0, 0), FOLDER, message)
            progress.set_aside += 1


def _count(file: SeenFile, progress: Progress) -> None:
    progress.done += 1
    progress.covered += expected_seconds(file.path, file.size)


def _same(known: SeenFile | None, file: SeenFile) -> bool:
    return known is not None and (known.size, known.mtime_ns) == (file.size, file.mtime_ns)


def _or_raise(found: str | Refusal) -> str:
    if isinstance(found, Refusal):
        raise SetAside(found.code, found.message)
    return found


def _batches(files: list[SeenFile], size: int) -> Iterator[list[SeenFile]]:
    rest = iter(files)
    while batch := list(islice(rest, size)):
        yield batch


async def _at_once() -> None:
    """Nothing to wait for."""


async def _all(works: Iterable[Coroutine[Any, Any, Result]]) -> list[Result]:
    """The results of ``works``, side by side; when one fails the others are stopped, and nothing runs on."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]
