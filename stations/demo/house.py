"""Three house pieces: a deep one with a voice, a filtered disco one, a sunny piano one."""

from stations.demo import instruments as sounds
from stations.demo.score import Arp, Beat, Bed, Fill, Line, Piece, Section, Song, Stabs

FOUR = "X...X...X...X..."
BACK = "....x.......x..."
OFF = "..x...x...x...x."
RUN = {"snare": "..........3.4566"}
FILLS = {
    "turn": Fill({"ghost": "......4..4..4.45", "open": "..............x."}),
    "run": Fill(RUN, mute=1.0),
    "stop": Fill({"tom": "........x..x....", "low": "..........x..x.x"}, mute=2.0, bass=True),
}

NIGHT_KIOSK = Piece(
    title="Night Kiosk",
    artist="Ada Vend",
    album="Corner Shop Hours",
    genre="house",
    bpm=124.37,
    key="A minor",
    kit="deep",
    swing=0.22,
    pump=0.62,
    loudness=-10.4,
    lead_in=0.137,
    chords={"main": "0_9x2 5_7x2 3_9x2 4_7x2", "lift": "3_9x2 4_7x2 5_7x2 4_7x2"},
    fills=FILLS,
    turn="turn",
    layers=(
        Beat(name="kick", hits={"kick": FOUR}),
        Beat(name="clap", hits={"clap": BACK}),
        Beat(name="hats", hits={"open": OFF, "hat": "4.3.4.354.3.4.33"}),
        Beat(name="shaker", hits={"shaker": "5354535453545354", "conga": "...5..4....5..46|...5..4..5.4..4."}),
        Beat(name="rim", hits={"rim": "...5..5...5..5..|...5..5...5.5..3"}),
        Line(
            name="bass", patch=sounds.ROUND, stem="bass", gain=-6.5, octave=1, follow=True,
            notes="7:2 r:1 7:1 r:2 7:2 r:2 6:1 7:1 r:1 4:2 6:1 | 7:2 r:1 7:1 r:2 9:2 r:2 7:1 4:1 r:1 2:1 4:2",
        ),
        Stabs(
            name="keys", patch=sounds.RHODES, rhythm="x..5..x.....5..4|..x..5..x....x..", length=2.2, gain=-13,
            reverb=0.25,
            delay=0.12,
        ),
        Stabs(name="organ", patch=sounds.HOUSE_ORGAN, rhythm="..x..x....x..x..", length=1.2, gain=-17, delay=0.25,
            centre=67),
        Bed(name="pad", pad=sounds.WARM, gain=-15, reverb=0.3),
        Arp(name="bells", patch=sounds.KALIMBA, order="0 3 1 2 4 1 3 2", rate=2, gain=-18, reverb=0.4, delay=0.4,
            centre=76),
        Song(
            name="hook", singer=sounds.ALTO, octave=3, gain=-8,
            notes="r:2 4:2/na 7:3/nai 6:1/na 4:4/nou r:4 | r:4 4:1/do 4:1/do 6:2/na 7:4/lai r:4"
            "| r:2 9:2/ho 8:3/lai 7:1/la 6:4/dou r:4 | r:4 7:1/na 6:1/na 4:2/na 4:6/nou r:2",
        ),
        Song(
            name="ooh", singer=sounds.SOPRANO, octave=4, gain=-12, reverb=0.6, notes="2:14/u r:18 | 4:6/u 3:8/o r:18"
            "| 5:14/a r:18 | 4:6/o 2:4/u 1:4/u r:18",
        ),
    ),
    sections=(
        Section("intro", 8, "kick hats"),
        Section("intro", 8, "kick hats shaker rim clap", fill="run"),
        Section("verse", 16, "kick hats clap shaker bass keys", bright=(-0.5, 0.25), fx="crash", fill="run"),
        Section("break", 8, "keys pad ooh bells", bright=(-0.5, 0.5), fx="down"),
        Section("build", 4, "clap pad organ shaker", bright=(-1.0, 0.75), fx="riser roll", fill="stop",
                chords="lift"),
        Section("drop", 8, "kick hats clap shaker bass keys organ hook", bright=(0.25, 0.5),
                fx="crash boom", fill="turn"),
        Section("drop", 8, "kick hats clap shaker rim bass keys organ hook bells", bright=(0.5, 0.5),
                fx="crash", fill="run"),
        Section("outro", 8, "kick hats clap shaker rim bass", fx="crash"),
        Section("outro", 8, "kick hats shaker"),
    ),
)  # fmt: skip

GLITTER = Piece(
    title="Glitterbox Logic",
    artist="Mono Felix",
    album="Saturday Machine",
    genre="house",
    bpm=125.6,
    key="E minor",
    kit="house",
    swing=0.12,
    pump=0.75,
    drive=1.35,
    loudness=-9.2,
    chords={"main": "0_7x2 3_9 4_7", "break": "5_7 6 0_9 3_7"},
    fills=FILLS,
    turn="turn",
    layers=(
        Beat(name="kick", hits={"kick": FOUR}),
        Beat(name="clap", hits={"clap": BACK, "snare": "....3.......3..."}),
        Beat(name="hats", hits={"open": OFF, "hat": "5.3.5.3.5.3.5.35"}),
        Beat(name="ride", hits={"ride": "x.5.x.5.x.5.x.5.", "shaker": "4242424242424242"}),
        Beat(name="cow", hits={"cow": "x..x..x...x.x...", "bongo": "....4..4.....4.5"}),
        Line(
            name="bass", patch=sounds.ORGAN_BASS, stem="bass", gain=-5.5, octave=1, follow=True, hold=0.8,
            notes="7:1 r:1 14:1 7:1 r:1 7:1 14:1 r:1 7:1 r:1 14:1 7:1 r:1 11:1 13:1 14:1"
            "| 7:1 r:1 14:1 7:1 r:1 7:1 14:1 r:1 7:1 9:1 r:1 11:1 r:1 9:1 8:1 7:1",
        ),
        Stabs(name="disco", patch=sounds.STAB, rhythm="x..x..x...x..x..|x..x..x...x.5.54", length=1.4, gain=-12.5,
            reverb=0.2,
              delay=0.1),
        Bed(name="strings", pad=sounds.STRINGS, gain=-16, centre=69, reverb=0.35),
        Line(
            name="run", patch=sounds.SOLO, gain=-18, octave=5, reverb=0.4, delay=0.25,
            notes="4:6 3:2 2:4 4:4 | 3:6 2:2 0:8 | 1:6 2:2 3:4 1:4 | 2:4 3:4 4:8 | 4:6 3:2 2:4 6:4 | 7:6 6:2 4:8"
            "| 6:3 5:3 4:2 3:4 1:4 | 2:8 r:8",
        ),
        Line(
            name="guitar", patch=sounds.BLIP, gain=-16, octave=4, follow=True, delay=0.15, pan=0.4,
            notes="r:2 4:1 r:1 7:1 4:1 r:2 r:2 2:1 4:1 r:1 7:1 r:1 9:1"
            "| r:2 4:1 r:1 7:1 4:1 r:2 9:1 7:1 r:1 4:1 r:1 2:1 r:2",
        ),
    ),
    sections=(
        Section("intro", 8, "kick cow hats"),
        Section("intro", 8, "kick cow hats clap ride", fill="run"),
        Section("verse", 8, "kick clap hats bass guitar", fx="crash", fill="turn"),
        Section("verse", 8, "kick clap hats bass guitar disco", bright=(-1.5, 0.5), fill="run"),
        Section("break", 8, "strings guitar run", bright=(-1.0, 0.5), fx="down", chords="break"),
        Section("build", 8, "disco strings clap hats", bright=(-2.0, 0.75), fx="riser roll", fill="stop"),
        Section("drop", 8, "kick clap hats ride bass disco strings", bright=(0.5, 0.5),
                fx="crash boom", fill="turn"),
        Section("drop", 8, "kick clap hats ride bass disco strings run", bright=(0.5, 0.75),
                fx="crash", fill="run"),
        Section("outro", 8, "kick clap hats cow bass", fx="crash", fill="turn"),
        Section("outro", 8, "kick hats cow"),
    ),
)  # fmt: skip

TERRACE = Piece(
    title="Terrace Weather (feat. Ines Oru)",
    artist="Palma Drive",
    album="Terrace Weather",
    genre="house",
    bpm=122.8,
    key="C major",
    kit="house",
    pump=0.6,
    levels={"bass": 2.0, "other": -1.0, "vocals": -2.0},
    loudness=-9.9,
    lead_in=0.02,
    chords={"main": "5_7 3_7 0 4_6", "break": "3_7x2 4x2 5_7x2 0_s4 0"},
    fills=FILLS,
    turn="turn",
    layers=(
        Beat(name="kick", hits={"kick": FOUR}),
        Beat(name="clap", hits={"clap": BACK}),
        Beat(name="hats", hits={"open": OFF, "hat": "4.4.4.4.4.4.4.44"}),
        Beat(name="perc", hits={"shaker": "5.535.535.535.53", "conga": "..5..5.6..5.6..5",
            "bongo": "6...4.5...4..5.4"}),
        Line(
            name="bass", patch=sounds.PLUCK_BASS, stem="bass", gain=-7, octave=1, follow=True,
            notes="7:3 r:1 r:2 7:2 r:2 7:2 11:2 9:2 | 7:3 r:1 r:2 7:2 r:2 4:2 5:2 6:2",
        ),
        Stabs(name="piano", patch=sounds.PIANO, rhythm="X..x..x...x.x...|X..x..x...x..x.x", length=2.0, gain=-10.5,
            reverb=0.2,
              centre=65),
        Stabs(name="high", patch=sounds.PIANO, rhythm="x..x..x...x.x...|x..x..x...x..x.x", length=1.6, gain=-16,
            centre=77,
              delay=0.15),
        Bed(name="pad", pad=sounds.STRINGS, gain=-17, centre=67, reverb=0.3),
        Line(
            name="lead", patch=sounds.FLUTE, gain=-15, octave=5, delay=0.35, reverb=0.3,
            notes="r:4 4:2 5:2 7:6 r:2 | 5:3 4:3 2:2 4:6 r:2 | r:4 4:2 5:2 9:4 8:2 7:2 | 8:4 7:2 5:2 4:6 r:2",
        ),
        Song(
            name="vocal", singer=sounds.ALTO, octave=4, gain=-7.5,
            notes="0:3/wei 0:1/ta 2:2/fo 4:4/dei r:6 | 2:3/la 1:1/ti 0:2/na -2:4/mou r:6"
            "| 0:3/wei 0:1/ta 2:2/fo 4:2/dei 5:4/lai r:4 | 4:3/ho 2:3/lou 1:4/nai 0:4/a r:2",
        ),
        Song(name="answer", singer=sounds.SOPRANO, octave=4, gain=-12, reverb=0.5, delay=0.4,
             notes="r:10 4:2/he 5:4/ei | r:10 2:2/he 4:4/ei | r:10 4:2/he 7:4/ei | r:16"),
    ),
    sections=(
        Section("intro", 8, "kick hats"),
        Section("intro", 8, "kick hats perc clap", fill="run"),
        Section("verse", 16, "kick hats clap perc bass vocal pad", bright=(-1.0, 0.0), fx="crash", fill="run"),
        Section("break", 8, "piano pad lead", bright=(-0.5, 0.5), fx="down", chords="break"),
        Section("build", 4, "piano high clap", bright=(-1.0, 0.5), fx="riser roll", fill="stop"),
        Section("drop", 8, "kick hats clap perc bass piano vocal", bright=(0.25, 0.5),
                fx="crash boom", fill="turn"),
        Section("drop", 8, "kick hats clap perc bass piano high vocal answer", bright=(0.5, 0.5),
                fx="crash", fill="run"),
        Section("outro", 8, "kick hats clap perc bass", fx="crash"),
        Section("outro", 8, "kick hats perc"),
    ),
)  # fmt: skip

PIECES = (NIGHT_KIOSK, GLITTER, TERRACE)
