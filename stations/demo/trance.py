"""Two trance pieces: an uplifting one in minor, and one in major with a voice."""

from stations.demo import instruments as sounds
from stations.demo.score import Arp, Beat, Bed, Fill, Line, Piece, Section, Song, Stabs

FOUR = "X...X...X...X..."
BACK = "....x.......x..."
OFF = "..X...X...X...X."
FILLS = {
    "turn": Fill({"snare": "..........2.3.45", "crash": "............3..."}),
    "run": Fill({"snare": "3...3...3.3.4567"}, mute=2.0),
    "hold": Fill({"boom": "............5..."}, mute=4.0, bass=True),
}
ROLL = "r:1 7:1 7:1 7:1 r:1 7:1 7:1 7:1 r:1 7:1 7:1 7:1 r:1 7:1 7:1 7:1"

AURORA = Piece(
    title="Aurora Gate",
    artist="Lumen Field",
    album="Northbound",
    genre="trance",
    bpm=138.25,
    key="B minor",
    kit="trance",
    pump=0.8,
    drive=1.3,
    loudness=-9.0,
    reverb=2.6,
    chords={"main": "0x2 5x2 0x2 6x2", "lift": "5x2 6x2 0x2 2 4_M"},
    fills=FILLS,
    turn="turn",
    layers=(
        Beat(name="kick", hits={"kick": FOUR}),
        Beat(name="clap", hits={"clap": BACK}),
        Beat(name="hats", hits={"open": OFF, "hat": "4.4.4.4.4.4.4.4."}),
        Beat(name="ride", hits={"ride": "x.x.x.x.x.x.x.x.", "shaker": "3333333333333333"}),
        Line(name="bass", patch=sounds.ROLLING, stem="bass", gain=-6, octave=1, follow=True, hold=0.75, notes=ROLL),
        Arp(name="pluck", patch=sounds.TRANCE_PLUCK, order="0 2 1 3 2 4 3 5 4 2 3 1 2 0 1 3", rate=1, gain=-13,
            reverb=0.3,
            delay=0.3, centre=66),
        Stabs(name="gate", patch=sounds.SUPERSAW, rhythm="x.xx.x.xx.xx.x.x", length=0.7, gain=-15, reverb=0.25,
            centre=66),
        Stabs(name="saws", patch=sounds.SUPERSAW, rhythm="X.....X...X...x.", length=3.4, gain=-12.5, reverb=0.3,
            centre=64),
        Bed(name="pad", pad=sounds.STRINGS, gain=-13, reverb=0.4, centre=62),
        Line(name="hook", patch=sounds.SUPERSAW, gain=-10, octave=4, reverb=0.35, delay=0.3,
             notes="4:3 4:3 3:2 4:4 7:4 | 4:3 4:3 3:2 2:4 1:4 | 0:3 2:3 4:2 7:4 6:4 | 5:3 4:3 2:2 4:8"
             "| 4:3 6:3 7:2 9:4 8:4 | 7:3 6:3 4:2 6:8 | 6:3 5:3 6:2 8:4 6:4 | 4:3 6:3 8:2 7:8"),
        Line(name="bells", patch=sounds.BELL, gain=-16, octave=5, reverb=0.6, delay=0.5,
             notes="4:6 r:2 2:4 0:4 | 4:6 r:2 5:8 | 4:6 r:2 2:4 1:4 | 1:6 r:2 -1:8"),
        Song(name="choir", singer=sounds.SOPRANO, octave=3, gain=-10, reverb=0.8, delay=0.3,
             notes="4:16/a | 7:12/o 6:4/o | 5:16/a | 4:8/u 2:8/u | 4:16/a | 9:12/o 7:4/o | 8:8/a 7:8/a | 6:14/o r:2"),
    ),
    sections=(
        Section("intro", 16, "kick hats clap", fill="turn"),
        Section("verse", 16, "kick hats clap ride bass pluck", bright=(-1.5, 0.5), fx="crash", fill="run"),
        Section("break", 16, "pad bells choir", bright=(-1.0, 0.5), fx="down"),
        Section("build", 8, "pluck gate pad clap", bright=(-2.0, 0.75), fx="riser roll", fill="hold", chords="lift"),
        Section("drop", 8, "kick hats clap bass saws hook pad", bright=(0.25, 0.5),
                fx="crash boom", fill="turn"),
        Section("drop", 8, "kick hats clap ride bass saws hook pluck pad", bright=(0.5, 0.5),
                fx="crash", fill="run"),
        Section("outro", 8, "kick hats clap ride bass gate", bright=(-0.5, -2.0), fx="crash"),
        Section("outro", 8, "kick hats clap"),
    ),
)  # fmt: skip

SALTWATER = Piece(
    title="Saltwater Signal (feat. Mira Thorn)",
    artist="Delta Sleep Club",
    album="Saltwater Signal",
    genre="trance",
    bpm=136.04,
    key="D major",
    kit="trance",
    pump=0.75,
    levels={"other": 1.5, "vocals": -1.5},
    loudness=-9.7,
    reverb=2.4,
    lead_in=0.09,
    chords={"main": "5x2 3x2 0x2 4x2", "lift": "3x2 4x2 5x2 4 4_s4"},
    fills=FILLS,
    turn="turn",
    layers=(
        Beat(name="kick", hits={"kick": FOUR}),
        Beat(name="clap", hits={"clap": BACK}),
        Beat(name="hats", hits={"open": OFF, "hat": "4.3.4.3.4.3.4.35"}),
        Beat(name="perc", hits={"conga": "...5..4...5..4.5", "shaker": "4242424242424242"}),
        Line(name="bass", patch=sounds.PLUCK_BASS, stem="bass", gain=-5.5, octave=1, follow=True, hold=0.85,
             notes="r:2 7:2 r:2 7:2 r:2 7:2 r:1 7:1 11:2"),
        Arp(name="arp", patch=sounds.BLIP, order="0 1 2 4 3 2 1 2", rate=1, gain=-14, reverb=0.25, delay=0.35,
            centre=69),
        Stabs(name="saws", patch=sounds.SUPERSAW, rhythm="X..x..x...X..x..", length=2.4, gain=-12.5, reverb=0.25,
            centre=62),
        Bed(name="pad", pad=sounds.WARM, gain=-12, reverb=0.35, centre=60),
        Bed(name="strings", pad=sounds.STRINGS, gain=-17, reverb=0.4, centre=72),
        Line(name="hook", patch=sounds.SQUARE, gain=-13.5, octave=5, reverb=0.3, delay=0.4,
             notes="4:2 r:1 4:1 r:2 2:2 r:2 4:2 r:2 5:2 | 4:2 r:1 4:1 r:2 2:2 0:8 | 2:2 r:1 2:1 r:2 1:2 r:2 2:2 r:2 4:2"
             "| 1:2 r:1 2:1 r:2 1:2 -1:8"),
        Song(name="vocal", singer=sounds.ALTO, octave=4, gain=-7, reverb=0.5, delay=0.3,
             notes="r:4 -1:2/so 0:2/fa 2:6/wei r:2 | 1:3/lai 0:3/ta 0:8/naou r:2 | r:4 -1:2/fo 0:2/lou 4:6/mi r:2"
             "| 2:4/hou 1:10/wou r:2 | r:4 -1:2/so 0:2/fa 2:6/wei r:2 | 4:3/lai 2:3/ta 2:8/naou r:2"
             "| 4:4/rai 5:4/sa 4:6/ti r:2 | 2:4/lai 1:10/o r:2"),
        Song(name="ah", singer=sounds.SOPRANO, octave=4, gain=-13, reverb=0.7,
             notes="5:14/a r:2 | 4:14/a r:2 | 4:14/u r:2 | 2:6/o 1:8/o r:2"),
    ),
    sections=(
        Section("intro", 16, "kick hats perc", fill="turn"),
        Section("verse", 16, "kick hats clap perc bass arp vocal", bright=(-1.0, 0.0), fx="crash", fill="run"),
        Section("break", 8, "pad ah arp", bright=(-1.5, 0.0), fx="down"),
        Section("build", 8, "pad strings arp clap saws", bright=(-2.0, 0.75), fx="riser roll", fill="hold",
                chords="lift"),
        Section("drop", 8, "kick hats clap bass saws arp hook strings", bright=(0.25, 0.5),
                fx="crash boom", fill="turn"),
        Section("drop", 8, "kick hats clap perc bass saws arp hook strings vocal", bright=(0.5, 0.5),
                fx="crash", fill="run"),
        Section("outro", 8, "kick hats clap perc bass arp", bright=(0.0, -1.5), fx="crash"),
        Section("outro", 8, "kick hats perc"),
    ),
)  # fmt: skip

PIECES = (AURORA, SALTWATER)
