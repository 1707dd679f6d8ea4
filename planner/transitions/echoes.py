"""An echo tail: the outgoing track's last beat again and again, as clips."""

import numpy as np

from engine.programme.envelope import Envelope, Parameter
from planner.transitions.recipe import Echoing
from planner.transitions.ruler import Ruler
from planner.transitions.transition import Echo

#: Taken along before the beat, so that its attack is whole.
LEAD_IN = 0.004
FADE_OUT = 0.030
#: Left out at the end: the next beat belongs to no echo, and its attack may begin a little early.
NEXT_ATTACK = 0.010


def echoes(echoing: Echoing, ruler: Ruler, source: tuple[float, float]) -> tuple[Echo, ...]:
    """The echoes of PCM frames ``source`` (start, end), from the ruler's swap on, each on a beat, none sounding beyond
    its end. ``gain_db`` of each is relative to the track's own gain."""
    swap, length, sample_rate = round(ruler.times[ruler.swap]), round(ruler.times[-1]), ruler.sample_rate
    spacing = (length - swap) / (len(ruler.times) - 1 - ruler.swap)
    lead = round(LEAD_IN * sample_rate)
    whole = min(source[1] - source[0], spacing * echoing.beats)
    sound = round(whole - NEXT_ATTACK * sample_rate) + lead
    sweep = np.geomspace(*echoing.highpass, max(echoing.repeats, 2))
    repeats = []
    for repeat in range(echoing.repeats):
        at = swap + round(repeat * spacing * echoing.beats) - lead
        long = min(sound, length - at)
        if at < 0 or long <= lead + round(FADE_OUT * sample_rate):
            break
        gain = echoing.first_db + repeat * echoing.fall_db
        shape = _shape(long, sample_rate, float(sweep[repeat]))
        repeats.append(Echo(at, float(round(source[0]) - lead), long, gain, shape))
    return tuple(repeats)


def _shape(length: int, sample_rate: int, hertz: float) -> dict[Parameter, Envelope]:
    rise, fall = round(LEAD_IN * sample_rate), round(FADE_OUT * sample_rate)
    return {
        "level": Envelope(((0, 0.0), (rise, 1.0), (length - fall, 1.0), (length, 0.0))),
        "highpass": Envelope(((0, hertz),)),
    }
