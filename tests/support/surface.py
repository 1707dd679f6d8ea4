"""A controller that is plugged in: ports of JACK's, the same as a device's to whoever listens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import rtmidi

from benchmarks.jack_server import jack_server


class Surface:
    """``send`` is a hand; ``lamps`` what was sent to it, newest by lamp."""

    def __init__(self, name: str) -> None:
        self.lamps: dict[tuple[int, int], int] = {}
        self.heard: list[list[int]] = []
        self._out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=name)
        self._out.open_virtual_port("midi")
        self._in = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=name)
        self._in.open_virtual_port("lights")
        self._in.ignore_types(timing=False)
        self._in.set_callback(self._hear)

    def _hear(self, event: tuple[list[int], float], _data: object) -> None:
        self.heard.append(event[0])
        if len(event[0]) == 3:
            self.lamps[event[0][0], event[0][1]] = event[0][2]

    def send(self, *data: int) -> None:
        self._out.send_message(data)

    def unplug(self) -> None:
        """Safe to repeat."""
        self._in.cancel_callback()
        for end in (self._out, self._in):
            end.close_port()
            end.delete()


@contextmanager
def plugged(name: str = "DDJ-400") -> Iterator[Surface]:
    surface = Surface(name)
    try:
        yield surface
    finally:
        surface.unplug()


@contextmanager
def jack(folder: Path) -> Iterator[dict[str, str]]:
    """A JACK server that this process, too, finds as its default."""
    with jack_server(folder) as variables, pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        yield variables
