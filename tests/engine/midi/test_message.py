"""What bytes are, by the MIDI 1.0 specification."""

from engine.midi.message import MidiMessage, lit, parse


def test_every_status_with_every_channel() -> None:
    for channel in range(16):
        assert parse([0x90 | channel, 11, 127]) == MidiMessage("note", channel + 1, 11, 127)
        assert parse([0x90 | channel, 11, 0]) == MidiMessage("note", channel + 1, 11, 0)
        assert parse([0x80 | channel, 11, 64]) == MidiMessage("note", channel + 1, 11, 0)
        assert parse([0xB0 | channel, 7, 3]) == MidiMessage("cc", channel + 1, 7, 3)
        assert parse([0xE0 | channel, 1, 0x40]) == MidiMessage("pitch", channel + 1, 0, 0x2001)


def test_what_is_no_controls_is_nothing() -> None:
    for data in ([], [0xF8], [0xB0], [0xB0, 7], [0xB0, 7, 128], [0xC0, 5], [0xA0, 5, 5], [0xF0, 1, 0xF7], [7, 7, 7]):
        assert parse(data) is None


def test_a_lamp_is_lit_by_what_its_button_sends() -> None:
    play = parse([0x91, 0x0B, 0x7F])
    assert play is not None
    assert lit(play, True) == bytes((0x91, 0x0B, 0x7F))
    assert lit(play, False) == bytes((0x91, 0x0B, 0x00))
    assert lit(MidiMessage("cc", 7, 5, 0), True) == bytes((0xB6, 5, 0x7F))
