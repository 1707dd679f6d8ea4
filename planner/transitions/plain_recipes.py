"""The recipes of whole tracks. Numbers are the specification's; where they are ours the reason stands beside them."""

from planner.transitions.recipe import Echoing, Lane, Move, Place, Point, Recipe

#: Two cascaded shelves of half of it each: 20–150 Hz end far more than 12 dB below the other track's (measure M7).
KILL = -40.0
#: Both tracks' mids and highs at the swap: two unrelated signals at −3 dB each are as loud as one.
SHARED = -3.0
#: The bass changes hands within the last quarter of a beat before the one, so that each kick keeps its own
#: attack: at 128 BPM 117 ms, too short to hear a hole, long enough not to click.
SWAP_BEATS = 0.25
#: Long enough to hide a step in the waveform, shorter than any attack.
MICRO_FADE = 0.005

START, SWAP, END = Place(0.0), Place(1.0), Place(2.0)
JUST_BEFORE = Place(1.0, seconds=-MICRO_FADE)
SWAP_BEGINS = Place(1.0, beats=-SWAP_BEATS)

BASS_SWAP = (
    Move("from", "low", (Point(SWAP_BEGINS, 0.0), Point(SWAP, KILL))),
    Move("to", "low", (Point(SWAP_BEGINS, KILL), Point(SWAP, 0.0))),
)
EASED = (
    *(Move("from", band, (Point(START, 0.0), Point(SWAP, SHARED))) for band in ("mid", "high")),
    *(Move("to", band, (Point(SWAP, SHARED), Point(END, 0.0))) for band in ("mid", "high")),
)


def fader(lane: Lane, *points: tuple[Place, float]) -> Move:
    return Move(lane, "fader", tuple(Point(place, value) for place, value in points))


BLEND = Recipe(
    name="blend",
    title="blend with the bass swapped",
    overlap="beats",
    bars=(4, 64),
    moves=(*BASS_SWAP, *EASED, fader("from", (SWAP, 1.0), (END, 0.0)), fader("to", (START, 0.0), (SWAP, 1.0))),
)

FILTER_SWEEP = Recipe(
    name="filter_sweep",
    title="filter sweep",
    overlap="beats",
    bars=(4, 32),
    moves=(
        # Through the bass within the last two beats before the swap, so that the floor misses it for no longer;
        # fourth order at 200 Hz leaves a 60 Hz kick 40 dB down.
        Move(
            "from",
            "highpass",
            (Point(START, 20.0), Point(Place(1.0, beats=-2.0), 35.0), Point(SWAP, 200.0), Point(END, 5_000.0)),
        ),
        BASS_SWAP[1],
        *EASED,
        fader("from", (SWAP, 1.0), (END, 0.0)),
        fader("to", (START, 0.0), (SWAP, 1.0)),
    ),
    prior=0.8,
    harmony=0.8,
)

SHARP = (
    fader("from", (JUST_BEFORE, 1.0), (SWAP, 0.0)),
    fader("to", (JUST_BEFORE, 0.0), (SWAP, 1.0)),
)

ECHO_OUT = Recipe(
    name="echo_out",
    title="echo out",
    overlap="none",
    bars=(2, 4),
    moves=SHARP,
    enters=JUST_BEFORE,
    leaves=SWAP,
    # Eight beats, from a third as loud into inaudibility, and never in the incoming bass.
    echo=Echoing(repeats=8, first_db=-7.0, fall_db=-3.5, highpass=(300.0, 2_400.0)),
    prior=0.3,
    harmony=0.15,
)

CUT = Recipe(
    name="cut",
    title="cut on the one",
    overlap="none",
    bars=(2, 4),
    moves=SHARP,
    enters=JUST_BEFORE,
    leaves=SWAP,
    prior=0.2,
    harmony=0.0,
)

FADE = Recipe(
    name="fade",
    title="plain fade",
    overlap="free",
    bars=(1, 16),
    moves=(fader("from", (START, 1.0), (END, 0.0)), fader("to", (START, 0.0), (END, 1.0))),
    prior=0.15,
    harmony=0.7,
)
