"""Two downtempo pieces: a sunlit one with a wordless voice, and a smoky one."""

from stations.demo import instruments as sounds
from stations.demo.score import Arp, Beat, Bed, Fill, Line, Piece, Section, Song, Stabs, Surface

FILLS = {
    "turn": Fill({"ghost": "..........3..34."}),
    "toms": Fill({"tom": "........5..4....", "low": "............5..5"}, mute=1.0),
    "breath": Fill({}, mute=2.0, bass=True),
}

SLOW_TIDE = Piece(
    title="Slow Tide",
    artist="Inlet",
    album="Harbour Hours",
    genre="downtempo",
    bpm=84.9,
    key="F major",
    kit="downtempo",
    swing=0.18,
    human=0.003,
    pump=0.35,
    levels={"other": -6.0, "bass": 0.5, "vocals": -2.0},
    loudness=-13.2,
    reverb=3.2,
    lead_in=0.18,
    tempo_alt=(169.8,),
    chords={"main": "0_9x2 5_7x2 3_9x2 4_s4 4", "lift": "3_9x2 4_6x2 5_7x2 2_7x2"},
    fills=FILLS,
    turn="turn",
    layers=(
        Beat(name="kick", hits={"kick": "X.......x.x.....|X.......x......5"}),
        Beat(name="snare", hits={"snare": "....x.......x...", "rim": "..........4.....|.......4..4....."}),
        Beat(name="hats", hits={"hat": "5.4.5.435.4.5.4.", "open": "..............3."}),
        Beat(name="perc", hits={"shaker": "4.534.534.534.53", "conga": "...4..5......4..|...4..5...4..5.."}),
        Line(name="bass", patch=sounds.ROUND, stem="bass", gain=-6, octave=1, follow=True,
             notes="7:6 r:2 7:2 r:2 4:2 6:2 | 7:4 r:4 9:2 8:2 7:2 4:2"),
        Arp(name="kalimba", patch=sounds.KALIMBA, order="0 3 2 4 1 3 2 5", rate=2, gain=-11.5, reverb=0.35, delay=0.3, centre=72),
        Stabs(name="keys", patch=sounds.RHODES, rhythm="x.........5.....|x.....5.........", length=6, gain=-10, reverb=0.3, centre=60),
        Bed(name="pad", pad=sounds.WARM, gain=-12, reverb=0.4),
        Bed(name="glass", pad=sounds.GLASS, gain=-18, reverb=0.5, centre=76),
        Line(name="flute", patch=sounds.FLUTE, gain=-12.5, octave=5, reverb=0.45, delay=0.3,
             notes="2:6 1:2 0:4 -3:4 | 0:12 r:4 | 2:6 1:2 0:4 4:4 | 2:12 r:4 | 5:6 4:2 2:4 4:4 | 1:12 r:4 | 3:4 2:4 1:4 0:4 | 1:12 r:4"),
        Song(name="voice", singer=sounds.SOPRANO, octave=4, gain=-8.5, reverb=0.7, delay=0.3,
             notes="r:4 4:8/a 2:4/o | 4:10/a r:6 | r:4 5:6/a 4:2/la 2:4/o | 0:10/u r:6"
             "| r:4 5:6/na 4:2/na 2:4/a | 4:10/o r:6 | r:4 3:4/o 2:4/u 1:4/u | 0:6/a 1:6/o r:4"),
    ),
    sections=(
        Section("intro", 4, "pad kalimba", bright=(-1.0, 0.0)),
        Section("intro", 4, "pad kalimba hats perc", fill="toms"),
        Section("verse", 8, "kick snare hats perc bass kalimba keys pad flute", fx="crash", fill="toms"),
        Section("verse", 8, "kick snare hats perc bass kalimba keys pad voice", fill="toms"),
        Section("break", 8, "pad glass keys voice", bright=(-0.5, 0.5), fx="down", chords="lift"),
        Section("build", 4, "pad kalimba hats perc keys", bright=(-0.5, 0.75), fx="riser", fill="breath", chords="lift"),
        Section("chorus", 12, "kick snare hats perc bass kalimba keys pad glass flute voice", bright=(0.25, 0.5), fx="crash boom",
                fill="toms"),
        Section("outro", 4, "kick snare hats perc bass kalimba"),
        Section("outro", 4, "hats perc kalimba pad", bright=(0.0, -1.0)),
    ),
)  # fmt: skip

EMBER = Piece(
    title="Ember Room",
    artist="Saint Ottoline",
    album="Small Hours Ledger",
    genre="downtempo",
    bpm=78.35,
    key="Eb minor",
    kit="downtempo",
    swing=0.26,
    human=0.004,
    pump=0.25,
    drive=1.4,
    levels={"other": -5.0, "bass": 1.0},
    loudness=-13.9,
    reverb=2.4,
    tempo_alt=(156.7,),
    chords={"main": "0_9x2 6_7 5_7 3_7x2 4_M7x2", "break": "5_7x2 6x2 0_9x4"},
    fills=FILLS,
    turn="turn",
    layers=(
        Beat(name="kick", hits={"kick": "X.....x...x.....|X......x..x..5.."}),
        Beat(name="snare", hits={"snare": "....X.......X...", "ghost": ".......3.3.....3"}),
        Beat(name="hats", hits={"hat": "6.5.6.536.5.6.5.", "open": "................|..........4....."}),
        Beat(name="ride", hits={"ride": "5...4...5...4.3."}),
        Surface(name="vinyl", gain=-19),
        Line(name="bass", patch=sounds.UPRIGHT, stem="bass", gain=-3.5, octave=1, follow=True, hold=0.9,
             notes="7:5 r:1 7:2 11:4 9:2 8:2 | 7:5 r:3 4:2 5:2 6:4"),
        Stabs(name="keys", patch=sounds.RHODES, rhythm="..x.......x...5.|..x....5..x.....", length=4, gain=-9, reverb=0.25, delay=0.15,
              centre=61),
        Bed(name="strings", pad=sounds.STRINGS, gain=-13, reverb=0.4, centre=66),
        Bed(name="dark", pad=sounds.DARK, gain=-12, reverb=0.3, centre=58),
        Line(name="trumpet", patch=sounds.HORN, gain=-11.5, octave=4, reverb=0.45, delay=0.25,
             notes="r:4 4:6 3:2 2:4 | 1:10 r:6 | r:4 3:4 4:2 6:6 | 4:10 r:6 | r:2 7:6 6:2 4:2 3:4 | 2:8 3:4 r:4"
             "| r:4 6#:4 7:4 8:4 | 6#:6 4:8 r:2"),
        Arp(name="mallets", patch=sounds.MALLET, order="0 2 3 1 4 2", rate=3, gain=-14, reverb=0.4, delay=0.3, centre=72),
        Song(name="hum", singer=sounds.TENOR, octave=3, gain=-8, reverb=0.5, delay=0.2,
             notes="4:8/mu 3:4/u 2:4/na | 4:12/mo r:4 | 3:6/mu 2:2/na 1:4/o r:4 | 2:10/nou r:6"
             "| 4:4/mu 5:4/u 7:6/nai r:2 | 5:8/lo 4:4/la r:4 | 4:8/wo 6#:6/nou r:2 | 4:6/mu 3:4/a r:6"),
    ),
    sections=(
        Section("intro", 4, "vinyl keys", bright=(-1.0, 0.0), fill="toms"),
        Section("verse", 8, "vinyl kick snare hats bass keys trumpet", fx="crash", fill="turn"),
        Section("verse", 8, "vinyl kick snare hats bass keys hum", fill="toms"),
        Section("break", 8, "vinyl dark mallets keys strings", bright=(-0.5, 0.25), fx="down", chords="break", fill="toms"),
        Section("chorus", 8, "vinyl kick snare hats ride bass keys strings mallets trumpet", bright=(0.25, 0.5), fx="crash",
                fill="toms"),
        Section("chorus", 8, "vinyl kick snare hats ride bass keys strings mallets hum", bright=(0.25, 0.25), fill="toms"),
        Section("outro", 4, "vinyl kick snare hats bass keys", bright=(0.0, -1.0)),
    ),
)  # fmt: skip

PIECES = (SLOW_TIDE, EMBER)
