"""Ports, over a real JACK server."""

import os
import queue
from collections.abc import Sequence

import pytest

from engine.errors import NoMidi
from engine.midi.ports import Ports
from tests.support.surface import plugged
from tests.support.wait import eventually

pytestmark = [pytest.mark.slow, pytest.mark.jack_midi]


def test_what_is_plugged_in_is_heard_and_lit(jack_running: dict[str, str]) -> None:
    heard: queue.SimpleQueue[Sequence[int]] = queue.SimpleQueue()
    ports = Ports("jack")
    with plugged() as surface:
        (name,) = eventually(ports.inputs)
        (lamps,) = ports.outputs()
        with ports.listen(name, heard.put), ports.speak(lamps) as port:
            surface.send(0xB0, 7, 99)
            assert list(heard.get(timeout=5)) == [0xB0, 7, 99]
            port.send([0x90, 11, 127])
            eventually(lambda: surface.lamps == {(0x90, 11): 127})
            assert ports.inputs() == [name]  # our own are nobody's
    eventually(lambda: ports.inputs() == [])
    with pytest.raises(NoMidi, match="there is no port"):
        ports.listen(name, heard.put)
    ports.close()


def test_where_there_is_none_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "nobody")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    with pytest.raises(NoMidi, match="start a JACK server"):
        Ports("jack")
    if not os.path.exists("/dev/snd/seq"):  # noqa: PTH110
        with pytest.raises(NoMidi, match="modprobe snd-seq"):
            Ports("auto")
