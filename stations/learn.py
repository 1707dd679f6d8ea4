"""The dialogue of MIDI learn: a wish, a move, a binding; over a terminal, and a port that is open."""

import queue
import select
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import UsageError
from engine.midi.binding import Binding
from engine.midi.learning import Found, Learning
from engine.midi.mapping import Identity, Mapping, load_mapping
from engine.midi.ports import Ports
from engine.midi.wish import Wish
from engine.midi.writing import learnt, written

LOOK = 0.05  # seconds between two looks for Enter


class Ended(Exception):
    """Nobody answers at the terminal any longer."""


def learn(ports: Ports, port: str, wishes: Sequence[Wish], out: Path) -> int:
    """Ask for every wish, and write what was learnt to ``out``; how many. What stood there before stays, where
    nothing was learnt in its place. Raises ConfigError, NoMidi."""
    before = load_mapping(out) if out.exists() else None
    heard: queue.SimpleQueue[Sequence[int]] = queue.SimpleQueue()
    with ports.listen(port, heard.put):
        bindings = list(_learnt(wishes, heard))
    if bindings:
        identity = before.controller if before else Identity(name=port, ports=[port_part(port)])
        mapping = before or Mapping.model_construct(controller=identity, control=[])
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(written(learnt(mapping, bindings)), encoding="utf-8")
        load_mapping(out)
    return len(bindings)


def _learnt(wishes: Sequence[Wish], heard: "queue.SimpleQueue[Sequence[int]]") -> Iterator[Binding]:
    for wish in wishes:
        say(f"{wish.name}: move it, or press Enter to leave it out")
        try:
            binding = _binding(wish, heard)
        except Ended:
            return
        if binding is not None:
            fine = ", 14 bits" if binding.fine else ""
            say(f"  {binding.message} {binding.number} on channel {binding.channel}{fine}")
            yield binding


def _binding(wish: Wish, heard: "queue.SimpleQueue[Sequence[int]]") -> Binding | None:
    """What was moved for it; None where it is left out."""
    while (found := moved(heard)) is not None:
        try:
            return wish.binding(found)
        except UsageError as error:
            say(f"  {error}; move another, or press Enter")
    return None


def moved(heard: "queue.SimpleQueue[Sequence[int]]") -> Found | None:
    """What is moved next; None when Enter comes first. Raises Ended."""
    learning = Learning()
    while not select.select([sys.stdin], [], [], LOOK)[0]:
        while not heard.empty():
            learning.hear(heard.get(), time.monotonic())
        if (found := learning.found(time.monotonic())) is not None:
            return found
    if not sys.stdin.readline():
        raise Ended
    return None


def port_part(port: str) -> str:
    """What of a port's name stays when it is plugged in elsewhere: ALSA puts numbers behind it, JACK its client before
    it."""
    return port.split(":", maxsplit=1)[0].strip() or port


def say(words: str) -> None:
    """To whoever sits there; standard output is for results."""
    print(words, file=sys.stderr, flush=True)
