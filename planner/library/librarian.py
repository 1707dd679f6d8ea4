"""The librarian: brings the catalogue up to date with the folders, a few files at a time."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import structlog
from msgspec import Struct

from engine.errors import JobFailed, NoMusic, SetAside
from planner.catalogue.catalogue import Catalogue
from planner.jobs import Jobs
from planner.library.listen_job import Refusal, identify, listen, retag
from planner.library.scan import Changes, SeenFile, changes, find_files, sight

IDENTIFY_SECONDS = 60.0
LISTEN_SECONDS = 600.0  # three hours of audio take about five minutes on a slow core
BATCH = 8  # files looked at together: small enough that the first tracks are ready soon

log = structlog.get_logger()


class Progress(Struct):
    """What one look has done so far; files, by what became of them."""

    total: int = 0
    done: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    retagged: int = 0
    gone: int = 0
    set_aside: int = 0


class Librarian:
    """Looks after ``folders``. ``report(progress)`` hears of every file that is done."""

    def __init__(
        self,
        folders: Iterable[Path],
        catalogue: Catalogue,
        jobs: Jobs,
        max_seconds: float,
        report: Callable[[Progress], None] = lambda progress: None,
    ) -> None:
        self._folders = [folder.expanduser().resolve() for folder in folders]
        self._catalogue = catalogue
        self._jobs = jobs
        self._max_seconds = max_seconds
        self._report = report

    async def look(self) -> Progress:
        """Bring the catalogue up to date once. Raises NoMusic for a folder that isn't there."""
        found = await asyncio.to_thread(self._find)
        known = self._known()
        same = [file for file in found if _same(known.get(file.path), file)]
        rest = [file for file in found if not _same(known.get(file.path), file) and not self._came_back(file)]
        progress = Progress(total=len(rest))
        self._report(progress)
        missing = [file for path, file in known.items() if path not in {file.path for file in found}]
        for batch in _batches(rest):
            before = [known[file.path] for file in batch if file.path in known]
            diff = await self._take_in([*missing, *before], batch, progress)
            moved = {old.path for old, _ in diff.moved}
            missing = [file for file in missing if file.path not in moved]
        self._forget(missing, progress)
        log.debug("library looked at", files=len(found), unchanged=len(same))
        return progress

    def _find(self) -> list[SeenFile]:
        for folder in self._folders:
            if not folder.is_dir():
                raise NoMusic(f"{folder} is not a folder that can be read: name one that holds music")
        found: dict[str, SeenFile] = {}
        for folder in self._folders:
            for path in find_files(folder):
                try:
                    found[str(path)] = sight(path)
                except OSError:
                    continue  # gone between the listing and the look
        return list(found.values())

    def _known(self) -> dict[str, SeenFile]:
        aside = {one.path: SeenFile(one.path, one.size, one.mtime_ns) for one in self._catalogue.set_aside_list()}
        held = {
            path: SeenFile(path, one.size, one.mtime_ns, one.id) for path, one in self._catalogue.known_files().items()
        }
        return aside | held

    def _came_back(self, file: SeenFile) -> bool:
        return self._catalogue.restore(file.path, file.size, file.mtime_ns)

    async def _take_in(self, known: list[SeenFile], batch: list[SeenFile], progress: Progress) -> Changes:
        found = await asyncio.gather(*(self._identify(file.path) for file in batch))
        ids = dict(zip((file.path for file in batch), found, strict=True))
        diff = changes(known, batch, lambda path: _or_raise(ids[path]))
        for old, file in [*diff.moved, *diff.retagged]:
            self._keep(old, file, progress)
        for file, reason in diff.refused:
            self._set_aside(file, reason.code, reason.message, progress)
        await asyncio.gather(*(self._listen(file, progress) for file in [*diff.new, *diff.changed]))
        progress.new += len(diff.new)
        progress.changed += len(diff.changed)
        progress.moved += len(diff.moved)
        progress.retagged += len(diff.retagged)
        return diff

    async def _identify(self, path: str) -> str | Refusal:
        try:
            return await self._jobs.run(IDENTIFY_SECONDS, identify, path)
        except JobFailed as error:
            return Refusal(path, "unreadable", f"reading it failed: {error}")

    async def _listen(self, file: SeenFile, progress: Progress) -> None:
        known = self._catalogue.track(file.content)
        try:
            if known is not None:  # a second copy, or one that had gone: it was heard before
                self._catalogue.put(retag(known, file.path), file.size, file.mtime_ns)
            else:
                heard = await self._jobs.run(LISTEN_SECONDS, listen, file.path, file.content, self._max_seconds)
                if isinstance(heard, Refusal):
                    self._set_aside(file, heard.code, heard.message, progress)
                    return
                self._catalogue.put(heard, file.size, file.mtime_ns)
        except JobFailed as error:
            self._set_aside(file, "broken", f"listening to it failed: {error}", progress)
            return
        progress.done += 1
        self._report(progress)

    def _keep(self, old: SeenFile, file: SeenFile, progress: Progress) -> None:
        track = self._catalogue.track(file.content)
        if track is not None:
            if old.path != file.path:
                self._catalogue.move(track.id, file.path)
            self._catalogue.put(retag(track, file.path), file.size, file.mtime_ns)
        progress.done += 1
        self._report(progress)

    def _set_aside(self, file: SeenFile, code: str, message: str, progress: Progress) -> None:
        self._catalogue.set_aside(file.path, code, message, file.size, file.mtime_ns)
        log.warning("file set aside", path=file.path, code=code, why=message)
        progress.done += 1
        progress.set_aside += 1
        self._report(progress)

    def _forget(self, missing: list[SeenFile], progress: Progress) -> None:
        for file in missing:
            self._catalogue.forget(file.path)
            self._catalogue.clear_set_aside(file.path)
        progress.gone = len(missing)


def _same(known: SeenFile | None, file: SeenFile) -> bool:
    return known is not None and (known.size, known.mtime_ns) == (file.size, file.mtime_ns)


def _or_raise(found: str | Refusal) -> str:
    if isinstance(found, Refusal):
        raise SetAside(found.code, found.message)
    return found


def _batches(files: list[SeenFile]) -> Iterator[list[SeenFile]]:
    rest = iter(files)
    while batch := list(islice(rest, BATCH)):
        yield batch
