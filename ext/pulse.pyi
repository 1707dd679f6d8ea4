"""What Python sees of the audio thread's loop. ``engine.mixing.render_loop`` is its twin on the control side."""

from ext.blocks import Blocks
from ext.clock import Clock
from ext.renderer import Renderer
from ext.tally import Tally

class Pulse:
    """Renders what ``renderer`` plays into ``blocks`` when ``clock`` says so, ``at_once`` blocks a time: the first when
    it is due, the others with it, where their PCM is there.

    ``times``: what each block took, from its first frame to its head in the ring. ``given_up``: frames of real time
    without sound, because the engine was away for too long."""

    times: Tally
    given_up: int

    def __init__(self, renderer: Renderer, blocks: Blocks, clock: Clock, *, at_once: int = 1) -> None: ...
    def step(self, now: int) -> int | None:
        """Read the commands, and render the block at the head if it is due at ``now``, CLOCK_MONOTONIC in nanoseconds:
        then 0. Otherwise how long to wait; None when another engine has taken the ring over."""
    def hold(self) -> None:
        """Touch the stack of the thread that calls, and lock it where that is allowed: before :meth:`run`, on its
        thread."""
    def run(self) -> bool:
        """Step until :meth:`stop`, without the GIL, at the real time. False when another engine has taken the ring
        over."""
    def wake(self) -> None:
        """Have the thread in :meth:`run` read its commands, and its clock, now."""
    def stop(self) -> None:
        """End with the block under way."""
