"""The air: what the director sees of an engine, live or offline."""

from typing import Any, Protocol

from msgspec import Struct

from engine.programme.programme import Programme, Splice


class Safety(Struct, frozen=True, kw_only=True):
    """The track that the engine holds ready for when nothing is planned. ``beats``: frames of its PCM."""

    pcm: str
    gain_db: float
    track: str
    title: str
    artist: str
    beats: list[int]

    def facts(self) -> dict[str, Any]:
        """What the engine's ``safety`` command carries, see engine.protocol."""
        return {
            "clip_pcm": self.pcm,
            "gain_db": self.gain_db,
            "track": self.track,
            "title": self.title,
            "artist": self.artist,
            "beats_frames": self.beats,
        }


class Overtaken(Exception):
    """Somebody else (the ladder, a hand) changed what plays."""


class Air(Protocol):
    """One engine's programme and time. ``held``: whether a hand holds the track on air. ``skips``: how often a hand has
    asked for the next track so far."""

    sample_rate: int
    target_lufs: float
    held: bool
    skips: int

    @property
    def programme(self) -> Programme:
        """What is settled and planned."""
        ...

    @property
    def frame(self) -> int:
        """What is rendered next."""
        ...

    @property
    def horizon(self) -> int:
        """What is nearer is settled."""
        ...

    @property
    def margin(self) -> int:
        """How far the horizon may have moved since it was told, in frames."""
        ...

    def patience(self, frame: int) -> float:
        """Seconds for a job whose result is to be spliced in at ``frame``."""
        ...

    async def splice(self, change: Splice) -> None:
        """Apply ``change``. Raises ProgrammeError when it came too late."""
        ...

    async def hold(self, safety: Safety) -> None:
        """Hold this track ready."""
        ...

    async def advance(self, until: int) -> None:
        """Let time pass: return when ``frame`` has reached ``until``, or when somebody else changed the programme, or
        wants something."""
        ...

    async def stirred(self) -> None:
        """Return when somebody else did one of these; time is let pass by nobody here."""
        ...
