"""How the ladder makes room for what the planner decided."""

from msgspec.structs import replace

from engine.ladder.ladder import own
from engine.programme.clip import Clip
from engine.programme.decks import NOBODYS
from engine.programme.fades import fade_from, faded_rest, free_lane, position, source_frame
from engine.programme.programme import Programme, Splice


def soften(programme: Programme, change: Splice, join: int) -> Splice:
    """``change`` with what the ladder was playing faded out behind it within ``join`` frames. What the splice goes on
    with itself (a seam out of the safety track) goes on at the level at which it sounds: it may be left in the middle
    of the loop's own crossfade, the other half of which fades out."""
    sounding = [clip for clip in programme.clips if own(clip) and clip.at < change.at < clip.end]
    clips = list(change.clips)
    for clip in sounding:
        place = next((number for number, one in enumerate(clips) if continues(clip, one, change.at)), None)
        if place is not None:
            clips[place] = fade_from(clips[place], position(clip, change.at), join)
            continue
        for tail in faded_rest([clip], change.at, join):
            lane = free_lane(clips, tail.at, tail.end, [tail.lane, *NOBODYS])
            if lane is not None:
                clips.append(replace(tail, lane=lane))
    return replace(change, clips=clips)


def continues(before: Clip, after: Clip, at: int) -> bool:
    """Whether ``after`` goes on at ``at`` with the PCM that ``before`` plays there."""
    if (after.pcm, after.at) != (before.pcm, at):
        return False
    return abs(source_frame(after, 0) - source_frame(before, at - before.at)) <= 1.0
