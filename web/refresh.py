"""What is read from the store into the knowledge. Every read runs in a thread of its own pool: the disk may be slow."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from engine.errors import StorageError
from planner.catalogue.fold import storable
from planner.heard import Aired
from planner.store import Store
from planner.tournament.ballot import Ballot
from web.knowledge import Knowledge
from web.picture import seam_picture, track_picture
from web.shapes import HistoryEntry, SetAsideEntry
from web.timeline import text

T = TypeVar("T")
HISTORY = 60  # entries kept for the page
MATCHES = 20
AROUND = 3  # tracks whose waveforms are drawn, besides the one on air
SET_ASIDE = 500  # shown; the command line lists them all


class Refresh:
    """Reads ``store`` for ``knowledge``."""

    def __init__(self, store: Store, knowledge: Knowledge) -> None:
        self.store = store
        self.knowledge = knowledge
        self.drawn = True  # whether the pictures are those of now
        self._drawing = asyncio.Lock()
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="store")

    async def read(self, question: Callable[[], T]) -> T:
        """The answer to ``question``, asked in a thread. Raises StorageError."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, question)

    async def everything(self) -> None:
        """What a page needs at first."""
        await self.ballot()
        await self.tournament()
        await self.history()
        await self.set_aside()

    async def ballot(self) -> bool:
        """The ballot that opened last, and its counts; False when it is as it was."""
        latest = await self.read(lambda: self.store.ballots.recent(1))
        ballot = latest[0] if latest else None
        known, before = self.knowledge, self.knowledge.ballot
        if ballot == before:
            return False
        tally = await self.read(lambda: self.store.votes.tally(ballot.id)) if ballot else {}
        if ballot and (before is None or before.id != ballot.id):
            known.my_votes = {}
            known.ballots_seen += 1
        known.ballot, known.tally = ballot, tally
        return True

    async def my_vote(self, listener: str) -> None:
        """What ``listener`` voted for in the present ballot, asked once."""
        ballot = self.knowledge.ballot
        if ballot is None or listener in self.knowledge.my_votes:
            return
        vote = await self.read(lambda: self.store.votes.of(ballot.id, listener))
        if self.knowledge.ballot is not None and self.knowledge.ballot.id == ballot.id:
            self.knowledge.my_votes.setdefault(listener, vote)

    async def stored_ballot(self, ballot: str) -> Ballot | None:
        """The ballot with that id, as stored."""
        return await self.read(lambda: self.store.ballots.get(ballot))

    async def tournament(self) -> bool:
        """Standings and the latest matches; False when they are as they were."""
        known, tournament = self.knowledge, self.store.tournament
        before = (known.standings, known.matches)
        known.standings = await self.read(tournament.standings)
        known.matches = await self.read(lambda: tournament.matches(MATCHES))
        return before != (known.standings, known.matches)

    async def history(self) -> None:
        """What went out."""
        aired = await self.read(lambda: self.store.playlog.recent(HISTORY))
        self.knowledge.history = [history_entry(one) for one in aired if one.track]

    async def set_aside(self) -> None:
        """Files that can't be used."""
        files = await self.read(self.store.catalogue.set_aside_list)
        self.knowledge.set_aside = [
            SetAsideEntry(file=storable(Path(one.path).name), code=one.code, message=one.message)
            for one in files[:SET_ASIDE]
        ]

    async def draw(self) -> bool:
        """Draw the tracks around now and the seam that comes or sounds, unless they are drawn; False when the seam is
        as it was."""
        async with self._drawing:
            if self.drawn:
                return False
            self.drawn = True  # what changes from here on is drawn the next time
            try:
                return await self._draw()
            except StorageError:
                self.drawn = False
                raise

    async def _draw(self) -> bool:
        known = self.knowledge
        seam, timeline = known.seam(), known.timeline
        titles = [mark for mark in (timeline.track_at(known.heard(None)), *timeline.titles()[-AROUND:]) if mark]
        wanted = {mark.track for mark in titles} | ({text(seam, "from") or "", seam.track} if seam else set())
        for track in wanted - known.waves.keys() - {""}:
            await self._wave(track)
        wave = known.waves.get
        known.outlines = await self.read(lambda: {mark.at: track_picture(mark, timeline, wave) for mark in titles})
        drawn = await self.read(lambda: seam_picture(seam, timeline, wave)) if seam else None
        changed, known.picture = drawn != known.picture, drawn
        return changed

    async def _wave(self, id: str) -> None:
        track = await self.read(lambda: self.store.catalogue.track(id))
        if track is None:
            return
        around = {mark.track for mark in self.knowledge.timeline.marks}
        waves = {known: wave for known, wave in self.knowledge.waves.items() if known in around}
        waves[id] = (track.analysis.waveform, track.analysis.waveform_rate)
        self.knowledge.waves = waves

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def history_entry(aired: Aired) -> HistoryEntry:
    """A line of the history."""
    return HistoryEntry(
        at_frame=aired.at,
        started_at=aired.wall,
        track=aired.track,
        title=aired.title,
        artist=aired.artist,
        recipe=aired.recipe or None,
    )
