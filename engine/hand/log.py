"""A log of what a hand asked for, as overrides: for a set that is rendered offline."""

from collections.abc import Iterable

from msgspec.structs import replace

from engine.bus import Message
from engine.errors import EversetError
from engine.hand.asking import COMMANDS, asked, matches, released
from engine.hand.landing import landing, seam_end
from engine.hand.lengths import Lengths
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme
from engine.programme.touch import Touch, ceil_tick


def overrides(log: Iterable[tuple[int, Message]], programme: Programme, sample_rate: int) -> Overrides:
    """What the commands of ``log``, each with its frame, do to ``programme``: those of single controls and
    ``hand_back``. What changes the programme itself is no override. Raises EversetError."""
    lengths, made = Lengths.at(sample_rate), Overrides()
    for frame, request in sorted(log, key=lambda entry: entry[0]):
        tick = ceil_tick(frame)
        for touch in _touches(request, programme, tick, made, lengths):
            made.add(replace(touch, number=made.number + 1, frame=tick))
    return made


def _touches(request: Message, programme: Programme, frame: int, known: Overrides, lengths: Lengths) -> list[Touch]:
    command = request.get("command")
    if command in COMMANDS:
        return asked(command, request, lengths, seam_end(programme, frame))
    if command != "hand_back":
        raise EversetError(f"{command!r} is no override: use one of hand_back, {', '.join(COMMANDS)}")
    until = landing(programme, frame, lengths)
    claimed = [name for name, claim in known.newest().items() if claim.claimed and matches(name, request)]
    return [released(name, until, lengths) for name in claimed]
