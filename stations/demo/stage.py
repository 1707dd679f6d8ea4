"""The mixing desk of one piece: its stems, its sends, and a cache of the notes already made."""

from collections.abc import Callable, Hashable
from typing import Protocol

import numpy as np

from engine.units import to_amplitude
from stations.demo.sound import SAMPLE_RATE, Sound, place


class Channel(Protocol):
    """What the desk needs to know of a part."""

    @property
    def gain(self) -> float: ...
    @property
    def pan(self) -> float: ...
    @property
    def reverb(self) -> float: ...
    @property
    def delay(self) -> float: ...
    @property
    def duck(self) -> bool: ...
    @property
    def stem(self) -> str: ...


class Stage:
    """Buses of ``frames`` frames. ``kicks``: the frames of the bass drum; ``sung``: spans of the voice, in frames;
    ``trim``: the section's factor."""

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self.buses: dict[str, Sound] = {
            name: np.zeros((2, frames), np.float32) for name in ("drums", "other", "pumped", "vocals")
        }
        self.buses |= {name: np.zeros(frames, np.float32) for name in ("bass", "room", "echo")}
        self.kicks: list[int] = []
        self.sung: list[tuple[int, int]] = []
        self.trim = 1.0
        self._notes: dict[Hashable, Sound] = {}

    def note(self, key: Hashable, make: Callable[[], Sound]) -> Sound:
        """The sound of ``key``, made once."""
        if key not in self._notes:
            self._notes[key] = make()
        return self._notes[key]

    def take(self, bus: str) -> Sound:
        """Hands a bus over; the stage keeps nothing of it, since a whole piece's buses are large."""
        return self.buses.pop(bus)

    def forget_notes(self) -> None:
        """Drops the notes when all is played."""
        self._notes.clear()

    def add(self, channel: Channel, frame: int, sound: Sound, factor: float = 1.0) -> None:
        """Places a sound on its channel's stem and sends."""
        gain = to_amplitude(channel.gain) * factor * self.trim
        bus = "pumped" if channel.stem == "other" and channel.duck else channel.stem
        place(self.buses[bus], frame, sound, gain, channel.pan)
        if channel.reverb:
            place(self.buses["room"], frame, sound, gain * channel.reverb)
        if channel.delay:
            place(self.buses["echo"], frame, sound, gain * channel.delay)
        if channel.stem == "vocals":
            self.sung.append((max(0, frame), min(self.frames, frame + sound.shape[-1])))

    def voice_spans(self, gap: float = 0.35) -> list[list[float]]:
        """When the voice sounds, ``[start, end]`` in s; rests shorter than ``gap`` s belong to the phrase."""
        spans: list[list[int]] = []
        for start, end in sorted(self.sung):
            if spans and start - spans[-1][1] <= gap * SAMPLE_RATE:
                spans[-1][1] = max(spans[-1][1], end)
            else:
                spans.append([start, end])
        return [[round(s / SAMPLE_RATE, 5), round(e / SAMPLE_RATE, 5)] for s, e in spans]
