"""What kinds of music the ear practises on: tempi as dancers tap them, drum patterns, and how the others play.

Patterns are the demo's steps: a character a sixteenth (where beats divide by three, a third of a beat), a bar each;
``.`` rests, 1–9 is the force. They are the field's common knowledge, none is taken from a recording.
"""

from dataclasses import dataclass

FOUR = "9...9...9...9..."
BACK = "....9.......9..."
EIGHTHS = "8.6.8.6.8.6.8.6."
QUARTERS = "8...8...8...8..."
SIXTEENTHS = "8464846484648464"
OFFBEATS = "..8...8...8...8."
NONE = "................"


@dataclass(frozen=True)
class Style:
    """``bpm``: the range tapped. Each of ``kicks``, ``snares``, ``hats``, ``others`` is a pattern, by chance.
    ``division``: steps a beat. ``swing``: the share of pieces that swing. ``live``: the share played by hand.
    ``basses`` and ``comps`` name ways of playing; ``drums``: the share of pieces that have any."""

    name: str
    bpm: tuple[float, float]
    kicks: tuple[str, ...]
    snares: tuple[str, ...] = (BACK,)
    hats: tuple[str, ...] = (EIGHTHS, SIXTEENTHS)
    others: tuple[str, ...] = (NONE,)
    beats: int = 4
    division: int = 4
    swing: float = 0.0
    live: float = 0.0
    basses: tuple[str, ...] = ("root", "sync", "kick", "held")
    comps: tuple[str, ...] = ("pad", "stabs", "arpeggio", "strum")
    kit: str = "machine"
    drums: float = 0.92
    weight: float = 1.0


DANCE = (
    Style("house", (115, 131), (FOUR,), (BACK, BACK, NONE), (OFFBEATS, OFFBEATS, EIGHTHS, "4484448444844484"),
          ("..4..4..4..4..4.", NONE, "...5..5....5..5."), swing=0.3, weight=1.6,
          basses=("offbeat", "sync", "root", "octaves", "held"), comps=("offbeat", "stabs", "pad", "tresillo")),
    Style("techno", (120, 150), (FOUR,), (NONE, BACK, "............9..."), (OFFBEATS, SIXTEENTHS,
          "..6...8...6...8.", NONE),
          ("...4..4...4..4..", "7..7..7..7..7...", NONE), weight=1.3,
          basses=("rolling", "offbeat", "sixteenths", "root"), comps=("stabs", "pad", "tresillo", "arpeggio")),
    Style("trance", (128, 146), (FOUR,), (BACK, NONE), (OFFBEATS, "4484448444844484"), (NONE, SIXTEENTHS), weight=1.0,
          basses=("rolling", "offbeat", "sixteenths"), comps=("pad", "arpeggio", "tresillo", "stabs")),
    Style("psy and hard", (140, 180), (FOUR,), (NONE, BACK), (OFFBEATS, SIXTEENTHS), weight=0.8,
          basses=("rolling", "offbeat"), comps=("arpeggio", "stabs", "tresillo")),
    Style("disco", (105, 130), (FOUR,), (BACK,), ("8.4.8.4.8.4.8.4.", OFFBEATS, SIXTEENTHS), live=0.5, kit="acoustic",
          basses=("octaves", "sync", "walking"), comps=("strum", "offbeat", "stabs")),
    Style("drum and bass", (160, 182), ("9.........9.....", "9.........9..9..", "9..9......9.....",
          "9.9.......9....."),
          (BACK, "....9..3.3..9..3", "....9.....3.9.3."), (EIGHTHS, SIXTEENTHS, QUARTERS), weight=1.5,
          basses=("held", "sync", "kick"), comps=("pad", "stabs", "arpeggio")),
    Style("breakbeat", (96, 142), ("9.....9...9.....", "9..9......9..9..", "9.9.......99....", "9......9..9....."),
          (BACK, "....9..3.3..9..3", "....9..9....9..."), (EIGHTHS, SIXTEENTHS), swing=0.3, weight=1.2),
    Style("garage", (126, 136), ("9.........9.....", "9..9......9.....", "9.....9...9..9.."), (BACK,),
          ("..8..8.8..8..8.8", EIGHTHS, SIXTEENTHS), swing=0.8, basses=("sync", "kick", "held"), comps=("stabs",
          "offbeat")),
    Style("half-time", (128, 152), ("9.....9.........", "9.........9.....", "9..9..9...9.....", "9.............9."),
          ("........9.......",), (EIGHTHS, SIXTEENTHS, QUARTERS), weight=1.3, basses=("held", "kick", "sync"),
          comps=("pad", "stabs", "arpeggio")),
    Style("electro", (110, 135), ("9.....9...9.....", "9..9..9.9.......", "9.9...9...9..9.."), (BACK,),
          (SIXTEENTHS, EIGHTHS), ("..6..6...6..6...", NONE), basses=("sixteenths", "octaves", "sync")),
)  # fmt: skip

SONGS = (
    Style("hip-hop", (72, 104), ("9..9..9...9.....", "9......99.9.....", "9.9....9..9.....", "9.....9..99....."),
          (BACK,), (EIGHTHS, EIGHTHS, SIXTEENTHS), swing=0.5, weight=1.5, live=0.1),
    Style("downtempo", (66, 112), ("9.......9.......", "9.....9...9.....", "9..9......9....."), (BACK,
          "............9..."),
          (EIGHTHS, SIXTEENTHS, OFFBEATS), ("...4..4...4..4..", NONE), swing=0.3),
    Style("rock", (88, 168), ("9.......9.9.....", "9.......9.......", "9.9.....9.9.....", "9.....9.9......."),
          (BACK,),
          (EIGHTHS, EIGHTHS, QUARTERS), live=0.4, kit="acoustic", weight=2.0,
          basses=("eighths", "kick", "root", "walking", "riff"), comps=("power", "strum", "riff", "pad")),
    Style("metal", (96, 200), ("9999999999999999", "9.9.9.9.9.9.9.9.", "9.99..999.99..99", "9..99..99..99..9"),
          (BACK, BACK, "........9......."), (QUARTERS, EIGHTHS), live=0.3, kit="acoustic", weight=1.4,
          basses=("eighths", "kick", "sixteenths", "riff"), comps=("power", "gallop", "riff", "riff")),
    Style("punk", (150, 205), ("9.....9.9.......", "9...9...9...9...", "9.......9.9....."), (BACK,), (EIGHTHS,
          QUARTERS),
          live=0.4, kit="acoustic", basses=("eighths", "riff"), comps=("power", "strum", "riff")),
    Style("pop", (84, 132), (FOUR, "9.......9.9.....", "9.....9...9....."), (BACK,), (EIGHTHS, SIXTEENTHS, OFFBEATS),
          live=0.2, weight=1.4),
    Style("ballad", (60, 88), ("9.......9.......", "9.......9.9....."), (BACK, "............9..."), (EIGHTHS,
          QUARTERS),
          live=0.4, kit="acoustic", comps=("arpeggio", "pad", "quarters", "strum")),
    Style("funk", (92, 124), ("9.9....9..9.....", "9..9..9.9.9..9..", "9.9...9...9..9.."), ("....9..3.3..9..3", BACK),
          (SIXTEENTHS, EIGHTHS), swing=0.3, live=0.5, kit="acoustic", basses=("sync", "sixteenths", "octaves"),
          comps=("stabs", "scratch", "tresillo")),
    Style("reggae", (64, 92), ("........9.......", "9.......9.......", FOUR), ("........8.......",), (EIGHTHS,
          OFFBEATS),
          swing=0.3, live=0.3, kit="acoustic", basses=("sync", "kick"), comps=("offbeat",)),
    Style("dembow", (84, 108), (FOUR, "9.......9......."), ("...9..9....9..9.",), (EIGHTHS, NONE),
          basses=("kick", "root", "sync"), comps=("stabs", "tresillo", "pad")),
    Style("samba", (92, 128), ("9..99..99..99..9", "5...9...5...9..."), ("8..8..8...8..8..", "..9..9....9..9.."),
          (SIXTEENTHS, EIGHTHS), live=0.4, kit="acoustic", basses=("tresillo", "root"), comps=("tresillo", "stabs")),
    Style("march", (96, 132), ("9.......9.......",), (OFFBEATS, "....8...8..48...", BACK), (NONE, QUARTERS), live=0.3,
          kit="acoustic", basses=("halves",), comps=("offbeat", "backbeat")),
    Style("game", (96, 184), ("9.......9.9.....", FOUR, "9.....9.9......."), (BACK,), (EIGHTHS, SIXTEENTHS, NONE),
          kit="chip",
          weight=2.0, basses=("octaves", "eighths", "root", "sync", "riff"), comps=("arpeggio", "offbeat", "stabs",
                "pad", "riff")),
    Style("score", (62, 168), ("9...............", "9.......9.......", "9.........9.9..."), (NONE, BACK,
          "........7......."),
          (NONE, QUARTERS), live=0.5, kit="acoustic", weight=2.2, drums=0.5, basses=("held", "root", "eighths",
          "halves"),
          comps=("pad", "arpeggio", "quarters", "eighths", "strum")),
)  # fmt: skip

ODD = (
    Style("swing", (104, 214), ("9..9..9..9..", "3..3..3..3.."), ("...6.....6..", NONE[:12]), ("8..8.68..8.6",
          "8..8.58..8.5"),
          division=3, live=0.7, kit="acoustic", basses=("walking",), comps=("stabs", "quarters", "pad"), weight=0.9),
    Style("shuffle", (76, 142), ("9.....9.....", "9..9..9..9..", "9....99....."), ("...9.....9..",),
          ("8.68.68.68.6", "8..8..8..8.."),
          division=3, live=0.4, kit="acoustic", basses=("walking", "root", "eighths"), comps=("stabs", "strum",
                "quarters")),
    Style("slow twelve", (48, 78), ("9.....9.....", "9....99....."), ("...9.....9..",), ("846846846846",),
          division=3, live=0.4,
          kit="acoustic", comps=("arpeggio", "pad")),
    Style("six-eight", (54, 112), ("9.....", "9....6"), ("...9..", "......"), ("846846", "8..8..", "......"),
          beats=2, division=3,
          live=0.4, kit="acoustic", comps=("arpeggio", "strum", "pad"), drums=0.7, weight=0.8),
    Style("waltz", (84, 192), ("9...........", "9.......5..."), ("....7...7...", "........7...", NONE[:12]),
          (NONE[:12], "8.6.8.6.8.6."),
          beats=3, live=0.4, kit="acoustic", basses=("bar", "root"), comps=("backbeat", "arpeggio", "pad",
          "quarters"),
          drums=0.6, weight=1.1),
    Style("three", (84, 152), ("9.....9.....", "9.......9..."), ("....9.......", "........9..."), ("8.6.8.6.8.6.",
          "846484648464"),
          beats=3, kit="acoustic", live=0.2, weight=0.7),
    Style("five", (76, 176), ("9...........9.......", "9.....9.....9......."), ("....9...........9...",
          "........9..........."),
          ("8.6.8.6.8.6.8.6.8.6.", "8...8...8...8...8..."), beats=5, live=0.2, kit="acoustic", weight=0.7, drums=0.8),
    Style("seven", (92, 184), ("9.......9.......9...........", "9.......9.9.....9.....9....."),
          ("....9.......9...........9...",),
          ("8.6.8.6.8.6.8.6.8.6.8.6.8.6.",), beats=7, live=0.2, kit="acoustic", weight=0.4, drums=0.85),
)  # fmt: skip

STYLES = DANCE + SONGS + ODD
