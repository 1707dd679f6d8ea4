"""Takes a station, or a group of them, over from other code without a gap.

All processes of this code get ready first, beside those on air; whatever fails by then has touched nothing. Then the
supervisor before hands over, and each process takes the place of its predecessor, the sound first. What fails in that
ends this process, and the supervisor before puts the station back (stations.supervisor)."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from engine.client import ask
from engine.errors import EversetError, StationBusy, Unreachable, UpgradeError
from stations.alive import Alive
from stations.children import PROCESSES, commands, kind, write_group_roll, write_settings
from stations.lock import claim_all
from stations.roll import Roll, read_roll
from stations.start import NEXT
from stations.station import Group
from stations.successor import Successor
from stations.supervisor import PATIENCE

#: Of these the one before leaves, then the next one begins: planner and web write a database that has one writer.
#: Nobody hears that, and who knocks at the page meanwhile waits in the queue of the socket that is handed on.
LEAVES_FIRST = frozenset({"planner", "web"})
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
        self._before = Roll()

    async def run(self) -> ExitStack:
        """The stations' locks, when everything is this code's. Raises EversetError: then everything is as it was, or is
        put back by the supervisor before as soon as this process ends."""
        try:
            for successor in self._successors.values():
                await successor.start()
            for successor in self._successors.values():
                self._say(f"{successor.name} stands by after {await successor.ready():.0f} ms")
            supervisor = self._who_keeps()
            locks = await self._inherit(supervisor)
            for successor in self._successors.values():
                await self._replace(successor)
        except BaseException:
            for successor in self._successors.values():
                successor.drop()
            raise
        await self._bury(supervisor)
        return locks

    def _who_keeps(self) -> Alive | None:
        """The supervisor by now; and who has the processes, by its word, else by the roll."""
        self._before = read_roll(self._places)
        try:
            rows = ask(self._places.socket("supervisor"), "status")["processes"]
        except Unreachable:
            return None
        living = {row["name"]: Alive.at(row["pid"]) for row in rows if row["pid"]}
        if len(self._group) == 1:
            self._before = {name: one.identity for name, one in living.items() if one and name in PROCESSES}
        return living.get("supervisor")

    async def _inherit(self, supervisor: Alive | None) -> ExitStack:
        """The stations' locks, from the supervisor before if it lives."""
        if supervisor is not None:
            try:
                await asyncio.to_thread(
                    ask, self._places.socket("supervisor"), "hand_over", timeout=10.0, pid=os.getpid()
                )
            except (Unreachable, UpgradeError):
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
        name, began = successor.name, time.monotonic()
        before = Alive.find(self._before[name]) if name in self._before else None
        self._before[name] = successor.process.identity
        write_group_roll(self._group, self._before)  # first: whoever puts the station back knows whom to dismiss
        if before is not None and kind(name) in LEAVES_FIRST:
            await before.leave(PATIENCE)
        facts = await successor.take_over()
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
