"""Takes a station, or a group of them, over from other code without a gap.

All processes of this code get ready first, beside those on air; whatever fails by then has touched nothing. Then the
supervisor before hands over, and each process takes the place of its predecessor, the sound first; from then on it is
kept. What fails in that ends this process, and the supervisor before puts the station back (stations.supervisor). Where
that one is dead there is no way back: then this code keeps what there is."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from engine.client import ask
from engine.errors import EversetError, StationBusy, StorageError, Unreachable, UpgradeError
from stations.alive import Alive
from stations.child import PATIENCE, Child
from stations.children import PROCESSES, commands, kind, write_group_roll, write_settings
from stations.lock import claim_all
from stations.orphans import orphans
from stations.roll import Roll, read_roll
from stations.start import NEXT
from stations.station import Group
from stations.successor import Successor

#: Of these the one before leaves, then the next one begins: planner and web write a database that has one writer, and
#: a sound card may have one player, a controller one who is asked.
#: Nobody hears that, and who knocks at the page meanwhile waits in the queue of the socket that is handed on.
LEAVES_FIRST = frozenset({"planner", "web", "card", "midi"})
LOCK_SECONDS = 5.0

Say = Callable[[str], None]


class Succession:
    """Of the stations of ``group``; ``say`` is told each step in a line."""

    def __init__(self, group: Group, say: Say) -> None:
        self._group = group
        self._places = group[0].places
        self._say = say
        write_settings(group, NEXT)
        self._successors = {name: Successor(name, order) for name, order in commands(group, NEXT).items()}
        self._roll = Roll()  # who has each place by now
        self.trouble = ""
        self._kept: dict[str, Child] = {}
        self._keepers: list[asyncio.Task[None]] = []

    async def run(self) -> ExitStack:
        """The stations' locks, when everything is this code's. Raises EversetError: then everything is as it was, or is
        put back by the supervisor before as soon as this process ends; where that has died, ``trouble`` says what
        failed, and what there is has to be kept."""
        try:
            supervisor, locks = await self._begin()
        except BaseException:
            self._drop(self._successors)
            raise
        try:
            for successor in self._successors.values():
                await self._replace(successor)
            await self._bury(supervisor)
        except (EversetError, OSError) as error:
            self._drop(self._successors.keys() - self._kept.keys())
            if supervisor is not None and supervisor.running:
                raise
            self.trouble = str(error)
        finally:
            await self._let_go()
        return locks

    async def _begin(self) -> tuple[Alive | None, ExitStack]:
        """Have everybody stand by, then take the stations from the supervisor before: that one, if it lives, and the
        locks."""
        for successor in self._successors.values():
            await successor.start()
        for successor in self._successors.values():
            self._say(f"{successor.name} stands by after {await successor.ready():.0f} ms")
        supervisor = self._who_keeps()
        return supervisor, await self._inherit(supervisor)

    def _drop(self, names: Iterable[str]) -> None:
        """End those of this code's that have nobody's place."""
        for name in names:
            self._successors[name].drop()

    def _keep(self, successor: Successor) -> None:
        """From here on it is started again when it dies, as the supervisor will: what is left to be replaced can take
        half a minute."""
        child = self._kept[successor.name] = Child(successor.name, successor.command)

        def started() -> None:
            if child.process is not None:
                with contextlib.suppress(StorageError):  # only an adoption would miss it
                    self._enrol(successor.name, child.process)

        self._keepers.append(asyncio.create_task(child.keep(successor.process, started)))

    async def _let_go(self) -> None:
        """Keep nobody any more; they play on, for who keeps them next."""
        for child in self._kept.values():
            child.let_go()
        await asyncio.gather(*self._keepers)

    def _enrol(self, name: str, process: Alive) -> None:
        """Have ``process`` on the roll. Raises StorageError."""
        self._roll[name] = process.identity
        write_group_roll(self._group, self._roll)

    def _who_keeps(self) -> Alive | None:
        """The supervisor by now; and who has the processes, by its word, else by the roll."""
        try:
            rows = ask(self._places.socket("supervisor"), "status")["processes"]
        except Unreachable:
            self._roll = orphans(self._group)
            return None
        self._roll = read_roll(self._places)
        living = {row["name"]: Alive.at(row["pid"]) for row in rows if row["pid"]}
        if len(self._group) == 1:
            self._roll = {name: one.identity for name, one in living.items() if one and name in PROCESSES}
        return living.get("supervisor")

    async def _inherit(self, supervisor: Alive | None) -> ExitStack:
        """The stations' locks, from the supervisor before if it lives."""
        if supervisor is not None:
            try:
                await asyncio.to_thread(
                    ask, self._places.socket("supervisor"), "hand_over", timeout=10.0, pid=os.getpid()
                )
            except Unreachable:
                if supervisor.running:
                    raise
                self._say(f"the supervisor before (process {supervisor.pid}) has died: nobody could put things back")
            except UpgradeError:
                raise
            except EversetError:  # it does not know the command; killed, it leaves its processes playing
                self._say(f"the supervisor before (process {supervisor.pid}) can't hand over: it is killed")
                supervisor.send(signal.SIGKILL)
                await supervisor.ended()
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                return claim_all(self._group)
            except StationBusy:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.01)

    async def _replace(self, successor: Successor) -> None:
        """Raises UpgradeError; then who was there before is on the roll, if it still is."""
        name, began = successor.name, time.monotonic()
        before = Alive.find(self._roll[name]) if name in self._roll else None
        self._enrol(name, successor.process)  # first: whoever puts the station back knows whom to dismiss
        if before is not None and kind(name) in LEAVES_FIRST:
            await before.leave(PATIENCE)
        try:
            facts = await successor.take_over()
        except UpgradeError:
            successor.drop()
            if before is not None and before.running:
                self._enrol(name, before)
            raise
        self._keep(successor)
        if before is not None:
            await before.leave(PATIENCE)
        took = 1000 * (time.monotonic() - began)
        who = f"process {before.pid}" if before else "nobody"
        how = "".join(map(in_words, facts["services"]))
        self._say(f"{name}: {who} → process {successor.process.pid} in {took:.0f} ms{how}")

    async def _bury(self, supervisor: Alive | None) -> None:
        """Have the supervisor before leave: everything is ours. From here on there is no way back, so nothing may fail;
        killed, that one can put nothing back."""
        if supervisor is None or not supervisor.running:
            return
        try:
            await asyncio.to_thread(ask, self._places.socket("supervisor"), "leave", timeout=10.0)
            await asyncio.wait_for(supervisor.ended(), LOCK_SECONDS)
        except (EversetError, TimeoutError):
            supervisor.send(signal.SIGKILL)
            await supervisor.ended()
        with contextlib.suppress(OSError):  # who asked may have hung up
            self._say(f"supervisor: process {supervisor.pid} → process {os.getpid()}")


#: How the engine went on, by its own word (engine.ring.opening).
HOW = {
    "resumed": "bit for bit",
    "moved": "bit for bit, in a ring of another size",
    "again": "not bit for bit: the version before kept its state in another way, the last seconds are rendered again",
}


def in_words(facts: dict[str, Any]) -> str:
    """What the engine says of its take-over."""
    if "head" not in facts:
        return ""
    how = HOW.get(facts["how"], "not bit for bit")
    return (
        f": went on at frame {facts['head']}, {how}; the head stood still for {facts['still_ms']:.0f} ms, with "
        f"{facts['in_hand_ms'] + facts['still_ms']:.0f} ms of sound in hand"
    )
