"""A clip: a run of prepared PCM on one lane, with its envelopes."""

from msgspec import Struct
from msgspec.structs import replace

from engine.programme.envelope import Envelope, Parameter

LANES = 128  # two tracks of four stems, their echoes, and more room than any hand needs; a silent lane costs nothing


class Clip(Struct, frozen=True, kw_only=True):
    """What one lane plays from programme frame ``at`` for ``length`` frames.

    ``pcm``: absolute path of raw interleaved float32 stereo at the station's sample rate, or ``"ident"``.
    ``map``: breakpoints ``(frame of the clip, frame of the PCM)``, piecewise linear, at least two; the slope is the
    varispeed rate. A slope of exactly 1 from a whole frame plays the samples as they are.
    ``gain_db``: static gain (loudness normalisation). ``envelopes``: by parameter; what is missing is neutral.
    ``track``: id of the track that sounds, empty for the ident. ``part``: "body", "seam" (rendered), "plain" (a seam
    on the plain track), "echo", "fallback" or "ident". A clip that starts where another on its lane ends continues
    that lane's filter state; otherwise the lane starts clean.
    """

    at: int
    length: int
    lane: int
    pcm: str
    map: tuple[tuple[int, float], ...]
    gain_db: float = 0.0
    envelopes: dict[Parameter, Envelope] = {}
    track: str = ""
    part: str = "body"

    @property
    def end(self) -> int:
        """The first programme frame after the clip."""
        return self.at + self.length

    def cut(self, end: int) -> "Clip":
        """The same clip, ended at programme frame ``end`` at the latest."""
        return self if end >= self.end else replace(self, length=max(0, end - self.at))


def plain_map(length: int, start: int) -> tuple[tuple[int, float], ...]:
    """The map that plays PCM from frame ``start`` on as it is."""
    return ((0, float(start)), (length, float(start + length)))
