"""What Python sees of the renderer. ``engine.mixing.mixer`` is its twin on the control side."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Told = tuple[int, int, int, int, int, float, float, int, int, int]
Slide = tuple[float, float, float, float, int, int]

SLOTS: int
LANE_DEPTH: int
MASTER_DELAY: int
#: The level of a lane, frame by frame, where it begins and no clip ended on it; where one ends, the same backwards.
RISE: tuple[float, ...]
EDGE: int
MOST_BOUND: int
REACH: int

class Renderer:
    """Plays planned segments into stereo blocks.

    ``rate``: Hz. ``start``: the first programme frame. ``eq``: frequencies of low, mid and high in Hz, the mid's Q.
    ``sinc``: float32 (classes, phases + 1, 64), every tap twice; ``limits``: float64 (classes,), the fastest rate of
    each. ``ident``: float32 (frames, 2), what sounds in holes; ``gate``: frames it fades over. ``taps``: float32
    (phases, taps) of the true-peak detector; ``ceiling``: amplitude; ``release_share``: of the way back to 1, a frame.
    ``decks``: int8 (lanes, 2), whose controls reach a lane and as which stem, −1 where none.
    ``master``: limit; ``filling``: play the ident in holes. Raises ValueError for tables of another shape.

    ``frame``: the next that render gives; ``mixed``: the next that is mixed. ``late``: clips' frames that were due
    without their PCM; ``uncovered``: frames that nothing was planned for. ``room``: commands the queue still takes.
    ``loaded``: the frame before which all PCM is there, as the control side says. ``agreed``: whether the newest
    change was taken, None while the audio side has not read it. ``state_room``: bytes that a state has at most.
    ``touch_room``: touches that may be told of before some are made. ``touch_number``: the newest touch's; set before
    the first. ``claims``: by deck and control the slides (v0, s0, v1, s1, t0, t1) of value and weight.
    ``regions``: (address, bytes) of the memory that rendering reads and writes, besides PCM.
    """

    frame: int
    mixed: int
    late: int
    uncovered: int
    room: int
    touch_number: int
    loaded: int

    @property
    def agreed(self) -> bool | None: ...
    @property
    def state_room(self) -> int: ...
    @property
    def regions(self) -> tuple[tuple[int, int], ...]: ...
    def __init__(
        self,
        rate: int,
        start: int,
        *,
        eq: tuple[float, float, float, float],
        sinc: NDArray[np.float32],
        limits: NDArray[np.float64],
        ident: NDArray[np.float32],
        gate: int,
        taps: NDArray[np.float32],
        ceiling: float,
        release_share: float,
        decks: NDArray[np.int8],
        master: bool,
        filling: bool,
    ) -> None: ...
    def plan(
        self,
        slot: int,
        lane: int,
        start: int,
        end: int,
        at: int,
        gain_db: float,
        muted: bool,
        path: NDArray[np.float64],
        curves: tuple[NDArray[np.float64] | None, ...],
    ) -> None:
        """Control side: segment ``slot`` plays on ``lane`` in ``[start, end)``, behind what was planned there before.

        ``path`` and ``curves``: float64 (points, 2), frames counted from ``at``; curves in the order of
        ``engine.programme.envelope.NEUTRAL``, None where neutral. Raises ValueError for a slot or lane that does not
        exist and BufferError when the queue is full. Nothing is seen by the audio side before :meth:`publish`.
        """
    def fill(self, slot: int, pcm: NDArray[np.float32], first: int, ready: int) -> None:
        """Control side: the PCM of ``slot``, float32 (frames, 2), starting with the file's frame ``first``, enough to
        play until programme frame ``ready``. It is kept until the slot is retired. Raises BufferError."""
    def cut(self, lane: int, frame: int) -> None:
        """Control side: drop what ``lane`` plays from ``frame`` on. Raises BufferError."""
    def change(self, at: int) -> None:
        """Control side: what is told from here to :meth:`publish` is one change from programme frame ``at`` on. The
        audio side takes it as a whole; or, when ``at`` is nearer than what is settled, nothing of it: then the slots
        that were planned in it are free at once. One change at a time: wait for ``agreed``. Raises BufferError."""
    def bind(self, touches: list[Told]) -> None:
        """Control side: these touches of a hand come with the change under way, MOST_BOUND at most. Raises
        BufferError."""
    def bound_touches(self) -> None:
        """Control side: the change was taken, and they with it."""
    @property
    def touch_room(self) -> int: ...
    def touch(self, touches: list[Told]) -> None:
        """Control side: touches of a hand (engine.programme.touch.Touch.told), seen by the audio side at once and
        together; it gives each of them its frame, and what has no number its number. Raises BufferError."""
    def touched(self) -> list[Told]:
        """Control side: the touches that have their frame, since the last call; after :meth:`restore` the newest
        again."""
    @property
    def claims(self) -> list[list[tuple[Slide, Slide]]]: ...
    def claim(self, deck: int, control: int, value: Slide, weight: Slide) -> None:
        """Before the first frame: the hand has claimed this before."""
    def publish(self) -> None:
        """Control side: show the audio side everything told so far, at once."""
    def dismiss(self, slots: Iterable[int]) -> None:
        """Control side: let go of what was planned for ``slots`` in a change that was refused."""
    def retired(self) -> Sequence[int]:
        """Control side: the slots that the audio side is done with since the last call."""
    def render(self, out: NDArray[np.float32]) -> None:
        """Audio side: the next frames into ``out``, float32 (frames, 2), C-contiguous. Without the GIL."""
    def take_commands(self) -> None:
        """Audio side: read what was published; :meth:`render` does so by itself."""
    def state(self) -> bytes:
        """Everything the next sample depends on besides programme and PCM: it grows with the lanes that sound. Audio
        side."""
    def restore(self, state: bytes) -> None:
        """Continue from a snapshot; every segment goes back. Audio side. Raises ValueError for a foreign one."""
