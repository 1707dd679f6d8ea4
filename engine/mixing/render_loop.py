"""The render loop: the audio thread, seen from the control side. What it does there is ext.pulse's."""

import threading
import time
from collections.abc import Sequence

from engine.errors import RingError
from engine.mixing.mixer import Mixer
from engine.programme.programme import Programme
from engine.programme.touch import Touch
from engine.realtime import Realtime, Standing, take_right_of_way
from engine.ring.writer import RingWriter
from engine.threads import Faults, faults
from ext.clock import Clock
from ext.pulse import Pulse
from ext.tally import Tally

LOOK = 0.002  # seconds between two looks for the audio thread's answer; it gives it behind the block under way


class RenderLoop:
    """Renders into the ring, on a thread that takes no lock and never the interpreter's. ``at_once``: blocks a
    waking."""

    def __init__(
        self, mixer: Mixer, writer: RingWriter, clock: Clock, realtime: Realtime | None = None, *, at_once: int = 1
    ) -> None:
        self.mixer = mixer
        self.clock = clock
        self.error: RingError | None = None
        self.standing = Standing()
        self._realtime = realtime or Realtime()
        self._writer = writer
        self._pulse = Pulse(mixer.renderer, writer.blocks, clock, at_once=at_once)
        self._begun = Faults()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="render", daemon=True)

    @property
    def head(self) -> int:
        """The first frame that is not in the ring yet."""
        return self._writer.head

    @property
    def given_up(self) -> int:
        """Frames of real time without sound, because the engine was away for too long."""
        return self._pulse.given_up

    @property
    def times(self) -> Tally:
        """What each block took."""
        return self._pulse.times

    @property
    def thread(self) -> int | None:
        """The audio thread's kernel id, once it runs."""
        return self._thread.native_id

    @property
    def faults(self) -> Faults:
        """The audio thread's page faults since its first block."""
        return faults(self.thread).since(self._begun) if self.thread else Faults()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End with the block under way; safe to repeat."""
        self._stopping = True
        self._pulse.stop()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def failed(self) -> bool:
        """Whether the loop has ended by itself; ``error`` tells why, when it knows."""
        return not self._stopping and not self._thread.is_alive()

    def lead(self, frames: int) -> None:
        """From now on render blocks ``frames`` frames before they are due, half of the ring at most: who leaves gives
        its successor that time. PCM that is not there yet is waited for until the block is due."""
        self.clock.ahead = min(max(frames, 0), self._writer.ring.geometry.frames // 2)
        self._pulse.wake()

    def change(self, programme: Programme, at: int, touches: Sequence[Touch] = ()) -> bool:
        """Play ``programme``, which differs from frame ``at`` on, with these touches of a hand. False when that has
        been rendered already: then nothing was changed. Waits for the audio thread's answer: not for the event loop."""
        return self.mixer.change(programme, at, self._answer, touches)

    def touch(self, touches: Sequence[Touch]) -> None:
        """A hand does this, as soon as it can be. Raises BufferError when there is no room."""
        self.mixer.touch(touches)
        self._pulse.wake()

    def _answer(self) -> bool:
        self._pulse.wake()
        while (agreed := self.mixer.agreed) is None:
            if self._thread.is_alive():
                time.sleep(LOOK)
            else:
                self.mixer.take_commands()
        return agreed

    def _run(self) -> None:
        self._pulse.hold()
        self.standing = take_right_of_way(self._realtime, [*self.mixer.renderer.regions, self._writer.region])
        self._begun = faults(threading.get_native_id())
        if not self._pulse.run():
            self.error = lost()

    def step(self, now: int) -> int:
        """What the thread does once: render the next block if it is due at ``now``, CLOCK_MONOTONIC in nanoseconds;
        how long to wait otherwise. Raises RingError when the ring is another engine's."""
        wait = self._pulse.step(now)
        if wait is None:
            raise lost()
        return wait


def lost() -> RingError:
    """Why an engine must stop that is no longer the station's."""
    return RingError("another engine has taken this station's ring over: this one must stop")
