"""A transition: the plan that joins two tracks, the one context object that every stage gets."""

from msgspec import Struct

from engine.programme.envelope import Envelope, Parameter

#: Breakpoints (frame of the seam, frame of the track's PCM at the station's sample rate), piecewise linear, rising.
TimeMap = tuple[tuple[int, float], ...]


class Echo(Struct, frozen=True):
    """One repeat of an echo tail: ``length`` frames of the outgoing track's PCM from ``source`` on, heard at frame
    ``at`` of the seam, ``gain_db`` below the original, filtered by ``envelopes``. Echoes need no delay line and no
    state: they are clips."""

    at: int
    source: float
    length: int
    gain_db: float
    envelopes: dict[Parameter, Envelope] = {}


class Measure(Struct, frozen=True, kw_only=True):
    """One measure of the specification's table. ``ok`` means nothing where ``measurable`` is false. ``never``: it is
    as the table's last column says that no seam may be."""

    value: float | None
    unit: str
    ok: bool
    measurable: bool
    never: bool = False
    detail: str = ""


class Apart(Struct, frozen=True, kw_only=True):
    """How a seam moves where its tracks' stems are lanes of their own: ``channel_*``, all of a track's stems; and
    ``stems_*``, the level of each stem that moves by itself, by its name."""

    channel_from: dict[Parameter, Envelope] = {}
    channel_to: dict[Parameter, Envelope] = {}
    stems_from: dict[str, Envelope] = {}
    stems_to: dict[str, Envelope] = {}


class Transition(Struct, frozen=True, kw_only=True):
    """Everything known of a transition; frames at the station's sample rate, counted from the seam's first frame.

    ``map_from`` and ``map_to`` cover what sounds of each track: the outgoing one from frame 0 to its end in the seam,
    the incoming one from its entry to ``length``; from there on it goes on as it is from ``map_to``'s last point.
    ``centre``: where the title changes. ``beats``: the set's beats in the seam. ``pitch_*``: semitones.
    ``envelopes_*``: of the tracks as they are; ``apart``: in their stead where the lanes were made of stems, by what
    ``stems`` says ("dsp", "demucs"; "none": they were not). ``fallback``: why it is not what was planned first, if so.
    ``measures`` and ``score`` (0..1) are there once it was rendered and measured.
    """

    from_track: str
    to_track: str
    recipe: str
    bars: int
    sample_rate: int
    length: int
    centre: int
    beats: tuple[float, ...]
    map_from: TimeMap
    map_to: TimeMap
    envelopes_from: dict[Parameter, Envelope]
    envelopes_to: dict[Parameter, Envelope]
    apart: Apart | None = None
    echoes: tuple[Echo, ...] = ()
    gain_from_db: float = 0.0
    gain_to_db: float = 0.0
    pitch_from: int = 0
    pitch_to: int = 0
    stems: str = "none"
    why: tuple[str, ...] = ()
    fallback: str = ""
    measures: dict[str, Measure] = {}
    score: float | None = None

    @property
    def moved_apart(self) -> Apart | None:
        """``apart``, where the lanes were made of stems."""
        return None if self.stems == "none" else self.apart


class Prepared(Struct, frozen=True):
    """A transition's rendered lanes: prepared PCM of what each map covers, starting and ending on the same samples as
    the plain tracks (a short crossfade inside the file), so that clips join without a seam of their own. An empty path:
    that track needs no stretching and plays as it is. ``from_stems``, ``to_stems``: the same sound by stems, in their
    order, of both tracks or of neither; they add up to it."""

    from_pcm: str
    to_pcm: str
    from_stems: tuple[str, ...] = ()
    to_stems: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """All that there are."""
        return tuple(filter(None, (self.from_pcm, self.to_pcm, *self.from_stems, *self.to_stems)))
