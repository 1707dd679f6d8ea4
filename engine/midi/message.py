"""What a controller sends, as far as it is a control's: notes, control changes, pitch bend."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

Kind = Literal["note", "cc", "pitch"]

NOTE_OFF, NOTE_ON, CONTROL_CHANGE, PITCH_BEND = 0x80, 0x90, 0xB0, 0xE0


class MidiMessage(Struct, frozen=True):
    """``channel`` 1..16; ``number`` of the note or the controller, 0 of a pitch bend; ``value`` 0..127, 0..16,383 of a
    pitch bend; a note that is let go of has 0."""

    kind: Kind
    channel: int
    number: int
    value: int


def parse(data: Sequence[int]) -> MidiMessage | None:
    """The message of these bytes, complete and with its status as the driver hands it over; None where it is no
    control's, or no message at all."""
    if len(data) != 3 or not 0x80 <= data[0] <= 0xEF or max(data[1:]) > 0x7F:
        return None
    status, channel, first, second = data[0] & 0xF0, (data[0] & 0x0F) + 1, data[1], data[2]
    if status in (NOTE_OFF, NOTE_ON):
        return MidiMessage("note", channel, first, second if status == NOTE_ON else 0)
    if status == CONTROL_CHANGE:
        return MidiMessage("cc", channel, first, second)
    return MidiMessage("pitch", channel, 0, second << 7 | first) if status == PITCH_BEND else None


def lit(message: MidiMessage, on: bool) -> bytes:
    """What lights the lamp of the button that sends ``message``, or puts it out: the same, 0x7F on."""
    status = NOTE_ON if message.kind == "note" else CONTROL_CHANGE
    return bytes((status | message.channel - 1, message.number, 0x7F if on else 0))
