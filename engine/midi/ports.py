"""Ports: what is plugged in, by python-rtmidi, which the extra ``club`` installs. All of it may take milliseconds, and
is for a thread that may wait."""

import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import Any

from engine.errors import NoMidi
from engine.midi.settings import Api

CLIENT = "everset-midi"  # as others see us

ADVICE = {
    "alsa": "load the kernel's module snd-seq (modprobe snd-seq), or set midi.api to jack",
    "jack": "start a JACK server, or set midi.api to alsa",
    "native": "see that this system's MIDI service runs",
}

#: What a port is told: the message, and the time in seconds since the one before.
Hear = Callable[[Sequence[int]], None]


class Port:
    """One that is open; a context manager."""

    def __init__(self, name: str, end: Any) -> None:
        self.name = name
        self._end = end

    def send(self, message: Sequence[int]) -> None:
        """Send it. Raises NoMidi when the port is gone."""
        try:
            self._end.send_message(message)
        except Exception as error:  # a RtMidiError, a ValueError: it has a kind for each driver
            raise NoMidi(f"{self.name} takes no message any longer ({error}): plug it in again") from error

    def close(self) -> None:
        """Safe to repeat; hears nothing any longer."""
        if self._end is not None:
            with contextlib.suppress(Exception):  # it may be gone
                if hasattr(self._end, "cancel_callback"):
                    self._end.cancel_callback()
                self._end.close_port()
                self._end.delete()
            self._end = None

    def __enter__(self) -> "Port":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Ports:
    """Every port that one API has."""

    def __init__(self, api: Api = "auto") -> None:
        """Raises NoMidi where there is no such thing."""
        self._rtmidi = library()
        self.api, self._number = self._opened(api)
        self._inputs, self._outputs = self._end("MidiIn"), self._end("MidiOut")

    def _opened(self, api: Api) -> tuple[str, int]:
        """The first API of those asked for that can be opened."""
        tried: list[str] = []
        for name, number in self._apis(api):
            try:
                self._rtmidi.MidiIn(number, name=CLIENT).delete()
            except self._rtmidi.RtMidiError as error:
                tried.append(f"{name}: {str(error).rstrip('.')}: {ADVICE[name]}")
            else:
                return name, number
        raise NoMidi("no MIDI here; " + "; ".join(tried))

    def _apis(self, api: Api) -> list[tuple[str, int]]:
        known = self._rtmidi
        if sys.platform != "linux" and api == "auto":
            return [("native", known.API_UNSPECIFIED)]
        every = {"alsa": known.API_LINUX_ALSA, "jack": known.API_UNIX_JACK}
        return [(name, number) for name, number in every.items() if api in ("auto", name)]

    def _end(self, kind: str) -> Any:
        try:
            return getattr(self._rtmidi, kind)(self._number, name=CLIENT)
        except self._rtmidi.RtMidiError as error:
            raise NoMidi(f"no MIDI here; {self.api}: {error}: {ADVICE[self.api]}") from error

    def inputs(self) -> list[str]:
        """The names of what can be listened to, but for our own."""
        return others(self._inputs.get_ports())

    def outputs(self) -> list[str]:
        """The names of what can be sent to, but for our own."""
        return others(self._outputs.get_ports())

    def listen(self, name: str, hear: Hear) -> Port:
        """Have ``hear`` called with every message of the input ``name``, in a thread of the driver's. Raises NoMidi
        when there is none."""
        end = self._end("MidiIn")
        end.set_callback(lambda event, _data: hear(event[0]))
        return self._connected(end, name)

    def speak(self, name: str) -> Port:
        """The output ``name``. Raises NoMidi when there is none."""
        return self._connected(self._end("MidiOut"), name)

    def offer(self, name: str) -> Port:
        """An output of our own by that name, for others to listen to. Raises NoMidi where there can't be."""
        end = self._end("MidiOut")
        try:
            end.open_virtual_port(name)
        except Exception as error:
            raise NoMidi(f"{self.api} has no port of our own ({error}): set midi.clock_port") from error
        return Port(name, end)

    def _connected(self, end: Any, name: str) -> Port:
        try:
            end.open_port(end.get_ports().index(name), "controller")
        except Exception as error:  # it went in this moment: a ValueError, a RtMidiError
            Port(name, end).close()
            raise NoMidi(f"there is no port {name!r} any longer: plug it in again") from error
        return Port(name, end)

    def close(self) -> None:
        """Safe to repeat."""
        for end in (self._inputs, self._outputs):
            Port("", end).close()


def library() -> Any:
    """python-rtmidi. Raises NoMidi where it is not installed."""
    try:
        import rtmidi  # noqa: PLC0415  optional
    except ImportError as error:
        raise NoMidi('python-rtmidi is not installed: pip install "everset[club]"') from error
    return rtmidi


def others(names: Sequence[str]) -> list[str]:
    """Those that are not ours, nor another station's."""
    return [name for name in names if not name.startswith(CLIENT)]
