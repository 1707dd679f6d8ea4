"""Ports: what is plugged in, by python-rtmidi, which the extra ``club`` installs. All of it may take milliseconds, and
is for a thread that may wait."""

import contextlib
import ctypes
import itertools
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from engine.errors import NoMidi
from engine.midi.settings import Api

CLIENT = "everset-midi"  # as others see us

DRAIN = 0.02  # seconds
PULSES = 6  # that may be missing: a busy server is no dead one
NUMBERS = itertools.count()

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
        end, self._end = self._end, None
        if end is not None:
            with contextlib.suppress(Exception):  # it may be gone
                shut(end)

    def __enter__(self) -> "Port":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Pulse:
    """Two ends of our own, one connected to the other: what is sent comes, as long as there is a server."""

    def __init__(self, heard: Any, sent: Any) -> None:
        self.ends = heard, sent
        self._missing = 0
        name = f"pulse-{os.getpid()}-{next(NUMBERS)}"
        heard.set_callback(self._hear)
        heard.open_virtual_port(name)
        sent.open_port(next(at for at, port in enumerate(sent.get_ports()) if port.endswith(f":{name}")), "pulse")

    def _hear(self, _event: object, _data: object) -> None:
        self._missing = 0

    def beats(self) -> bool:
        """Whether any of the last PULSES came; sends the next."""
        self._missing += 1
        self.ends[1].send_message([0xB0, 0, 0])
        return self._missing <= PULSES


def shut(end: Any) -> None:
    """Close it. The driver's thread may be about to tell of a message, and wait for the interpreter, which closing
    would hold until that thread is done: it gets the time before. A port of JACK's is only left alone: RtMidi 5 takes
    it from the server while the server's thread may still read it, and crashes every now and then; it costs a client of
    JACK for as long as this process lives."""
    if hasattr(end, "cancel_callback"):
        end.cancel_callback()
        time.sleep(DRAIN)
    if end.get_current_api() == library().API_UNIX_JACK:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(end))  # not by the garbage collector either, nor at the end
    else:
        end.close_port()
        end.delete()


class Ports:
    """Every port that one API has."""

    def __init__(self, api: Api = "auto") -> None:
        """Raises NoMidi where there is no such thing."""
        self._rtmidi = library()
        self.api, self._number = self._opened(api)
        self._inputs, self._outputs = self._end("MidiIn"), self._end("MidiOut")
        self._pulse = Pulse(self._end("MidiIn"), self._end("MidiOut")) if self.api == "jack" else None

    def _opened(self, api: Api) -> tuple[str, int]:
        """The first API of those asked for that can be opened."""
        tried: list[str] = []
        for name, number in self._apis(api):
            try:
                Port(name, self._rtmidi.MidiIn(number, name=CLIENT)).close()
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

    def beat(self) -> None:
        """Once in a while. Raises NoMidi when there is nobody any longer who has ports: of a JACK server that has ended
        its last list of ports stays."""
        if self._pulse is not None and not self._pulse.beats():
            raise NoMidi(f"the JACK server has gone: {ADVICE['jack']}")

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

    def _connected(self, end: Any, name: str) -> Port:
        try:
            end.open_port(end.get_ports().index(name), "controller")
        except Exception as error:  # it went in this moment: a ValueError, a RtMidiError
            Port(name, end).close()
            raise NoMidi(f"there is no port {name!r} any longer: plug it in again") from error
        return Port(name, end)

    def close(self) -> None:
        """Safe to repeat."""
        for end in (self._inputs, self._outputs, *(self._pulse.ends if self._pulse else ())):
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
