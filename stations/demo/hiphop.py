"""Two hip-hop pieces: a swung one from dusty records, and a dark one with a long bass drum tone."""

from stations.demo import instruments as sounds
from stations.demo.score import Arp, Beat, Bed, Fill, Line, Piece, Section, Song, Stabs, Surface

FILLS = {
    "turn": Fill({"ghost": "......4......4.5", "kick": "..............5."}),
    "drop": Fill({"snare": "........x..x.x.x"}, mute=2.0, bass=True),
    "hats": Fill({"hat": "5555555566667777"}, mute=1.0),
}

CORNER = Piece(
    title="Corner Light",
    artist="Tobias Quill",
    album="Bus Lane Sonnets",
    genre="hip-hop",
    bpm=86.8,
    key="C minor",
    kit="hiphop",
    swing=0.34,
    human=0.004,
    pump=0.3,
    drive=1.6,
    levels={"other": -4.5, "bass": 1.0, "vocals": -1.0},
    loudness=-11.2,
    reverb=1.3,
    lead_in=0.31,
    tempo_alt=(173.6,),
    chords={"main": "0_9 3_7 5_7 4_M7", "chorus": "5_7 4_7 0_9x2"},
    fills=FILLS,
    turn="turn",
    layers=(
        Beat(name="kick", hits={"kick": "X......x..X.....|X..x......X..x.."}),
        Beat(name="snare", hits={"snare": "....X.......X...", "ghost": ".......3.......3|.......3..3....."}),
        Beat(name="hats", hits={"hat": "x.6.x.63x.6.x.6.", "open": "................|..............5."}),
        Beat(name="perc", hits={"shaker": "4.5.4.5.4.5.4.5.", "rim": "..........4.....|......4.......4."}),
        Surface(name="vinyl"),
        Line(name="bass", patch=sounds.UPRIGHT, stem="bass", gain=-3.5, octave=1, follow=True, hold=0.85,
             notes="7:4 r:3 7:1 9:2 r:2 11:2 9:2 | 7:3 7:1 r:2 11:2 7:2 r:2 6:2 4:2"),
        Stabs(name="keys", patch=sounds.RHODES, rhythm="X.....5...x.....|X..5......x..5..", length=4.5, gain=-8.5,
            reverb=0.2, duck=True,
              centre=60),
        Line(name="horn", patch=sounds.HORN, gain=-15, octave=4, reverb=0.3, delay=0.2,
             notes="r:8 2:2 3:2 4:4 | r:12 4:1 3:1 2:2 | r:8 2:2 4:2 7:4 | 6#:3 4:5 r:8"),
        Line(name="flute", patch=sounds.FLUTE, gain=-14, octave=5, reverb=0.35, delay=0.25,
             notes="4:2 3:1 2:1 0:4 r:8 | r:4 2:2 3:2 4:4 r:4 | 7:2 6:1 4:1 3:4 r:8 | r:4 4:2 2:2 1:4 r:4"),
        Song(name="rap", singer=sounds.RAPPER, octave=3, gain=-6.5, reverb=0.12, delay=0.08,
             notes="0:1/ka 0:1/da 0:2/bai r:1 0:1/ta 0:1/ko 0:1/da 2:2/mai r:2 0:1/na 0:1/ti -1:2/tou"
             "| r:1 0:1/da 0:1/fi 0:1/ka 0:2/sei r:1 0:1/pa 0:1/ta 0:1/ki 0:2/gou r:2 -1:2/da"
             "| 0:1/so 0:1/da 0:2/lai r:1 0:1/ba 2:1/ko 2:1/ta 2:2/bei r:2 0:1/ma 0:1/di -1:2/kou"
             "| r:1 0:1/ti 0:1/da 0:1/pa 0:2/fou r:2 0:2/hei r:2 -2:2/ya r:2"),
        Song(name="chorus", singer=sounds.TENOR, octave=3, gain=-7.5, reverb=0.35, delay=0.2,
             notes="4:4/ou 5:2/na 4:2/na 2:6/lai r:2 | 3:4/ou 4:2/na 3:2/na 1:6/lou r:2 | 2:4/wei 4:2/ta 7:6/naou r:4"
             "| r:2 6:2/do 4:2/na 2:2/la 0:6/mou r:2"),
    ),
    sections=(
        Section("intro", 4, "vinyl keys flute", bright=(-1.0, -0.5), fill="drop"),
        Section("verse", 12, "vinyl kick snare hats bass keys rap", fx="crash", fill="drop"),
        Section("chorus", 8, "vinyl kick snare hats perc bass keys horn chorus", bright=(0.25, 0.25), fx="crash",
                chords="chorus",
                fill="drop"),
        Section("verse", 12, "vinyl kick snare hats perc bass keys flute rap", fill="drop"),
        Section("break", 4, "vinyl keys bass flute", bright=(-0.5, -0.5), fill="drop"),
        Section("chorus", 8, "vinyl kick snare hats perc bass keys horn chorus", bright=(0.25, 0.5), fx="crash",
                chords="chorus"),
        Section("outro", 8, "vinyl kick snare hats perc bass"),
    ),
)  # fmt: skip

PAPER = Piece(
    title="Paper Empire",
    artist="Yara Flint feat. Odell",
    album="Third Floor",
    genre="hip-hop",
    bpm=91.43,
    key="Bb minor",
    kit="trap",
    human=0.002,
    pump=0.35,
    drive=1.5,
    levels={"other": -5.5, "bass": 2.0},
    loudness=-9.4,
    reverb=2.0,
    chords={"main": "0x2 5x2 3x2 4_Mx2"},
    fills=FILLS,
    turn="hats",
    layers=(
        Beat(name="kick", hits={"kick": "X.....x...x.....|X..x......x..x.."}),
        Beat(name="snare", hits={"snare": "....X.......X...|....X.......X..5"}),
        Beat(name="hats", hits={"hat": "x.x.x.xxx.x.x6x6|x.x.xxx.x.x.5678"}),
        Beat(name="open", hits={"open": "......5.........|..........5....."}),
        Beat(name="perc", hits={"rim": "...4......4..4..", "cow": "............3...|......3........."}),
        Line(name="bass", patch=sounds.EIGHT, stem="bass", gain=-4.5, octave=1, follow=True, hold=0.95,
             notes="0:6 0:3 r:1 0:6 | 0:3 0:5 r:2 0:3 4:3"),
        Arp(name="mallets", patch=sounds.MALLET, order="0 2 1 2 3 2 1 2", rate=2, gain=-10, reverb=0.35, delay=0.25,
            centre=70),
        Line(name="bell", patch=sounds.BELL, gain=-14, octave=5, reverb=0.5, delay=0.4,
             notes="4:6 3:2 2:8 | 2:6 1:2 0:8 | 0:6 1:2 3:8 | 1:6 -1#:2 1:8"),
        Bed(name="pad", pad=sounds.DARK, gain=-11, reverb=0.4, centre=58),
        Bed(name="strings", pad=sounds.STRINGS, gain=-15.5, reverb=0.35, centre=69),
        Line(name="lead", patch=sounds.SQUARE, gain=-17, octave=4, reverb=0.3, delay=0.3,
             notes="7:3 6:1 4:4 r:8 | 5:3 4:1 2:4 r:8 | 3:3 4:1 5:4 r:8 | 4:3 3:1 1:4 r:8"),
        Song(name="rap", singer=sounds.RAPPER, octave=3, gain=-6.5, reverb=0.15, delay=0.12,
             notes="r:2 0:1/da 0:1/ka 0:2/gei r:2 0:1/ta 0:1/ma 1:2/nou r:2 0:2/hei"
             "| r:2 0:1/bo 0:1/da 0:1/ki 0:1/ta 0:2/lai r:2 0:2/kou -1:2/da r:2"
             "| r:2 2:1/da 2:1/fa 2:2/gei r:2 2:1/ta 0:1/ma 1:2/nou r:2 0:2/sei"
             "| 0:1/pa 0:1/da 0:1/ka 0:1/ta 0:2/mai r:2 -1:2/tou r:2 0:2/ya r:2"),
        Song(name="hook", singer=sounds.ALTO, octave=3, gain=-7.5, reverb=0.45, delay=0.3,
             notes="r:4 4:2/pei 4:2/pa 7:4/em 6:2/pai 4:2/a | 5:8/ou 4:6/lai r:2"
             "| r:4 3:2/nou 4:2/ma 5:4/fa 4:2/la 3:2/na"
             "| 4:6/dau 3:2/na 1:6/nou r:2"),
    ),
    sections=(
        Section("intro", 8, "mallets pad bell", bright=(-1.0, 0.0), fill="drop"),
        Section("verse", 16, "kick snare hats bass mallets rap pad", fx="crash", fill="drop"),
        Section("chorus", 8, "kick snare hats open perc bass mallets bell strings hook", bright=(0.25, 0.5),
                fx="crash boom",
                fill="drop"),
        Section("verse", 8, "kick snare hats open bass lead rap pad", fill="drop"),
        Section("break", 4, "pad bell strings", bright=(-0.5, 0.5), fx="riser"),
        Section("chorus", 8, "kick snare hats open perc bass mallets bell strings lead hook", bright=(0.25, 0.5),
                fx="crash boom",
                fill="drop"),
        Section("outro", 8, "kick snare hats bass mallets", bright=(0.0, -1.0)),
    ),
)  # fmt: skip

PIECES = (CORNER, PAPER)
