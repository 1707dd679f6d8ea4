"""The synthesiser's sounds, by name."""

from stations.demo.fm import Fm
from stations.demo.padsynth import Pad
from stations.demo.singer import Singer
from stations.demo.synth import Patch

# Basses: played in mono.
ROUND = Patch(
    "round",
    "triangle",
    sub=0.15,
    cutoff=500,
    sweep=1.8,
    sweep_time=0.09,
    decay=0.25,
    sustain=0.75,
    drive=0.15,
)
ORGAN_BASS = Patch("organ bass", "organ", cutoff=420, sweep=2.0, sweep_time=0.06, decay=0.16, sustain=0.5, drive=0.2)
PLUCK_BASS = Patch("pluck bass", "saw", cutoff=260, sweep=3.2, sweep_time=0.09, resonance=0.2, decay=0.2, sustain=0.55)
ROLLING = Patch(
    "rolling", "saw", sub=0.5, cutoff=210, sweep=2.0, sweep_time=0.05, resonance=0.1, decay=0.1, sustain=0.5
)
RUMBLE = Patch("rumble", "sine", sub=0.0, cutoff=300, attack=0.02, decay=0.3, sustain=0.8, release=0.08, drive=0.5)
ACID = Patch(
    "acid",
    "saw",
    cutoff=300,
    sweep=3.0,
    sweep_time=0.11,
    resonance=0.85,
    decay=0.3,
    sustain=0.6,
    glide=0.05,
    drive=0.6,
)
REESE = Patch(
    "reese",
    "saw",
    voices=3,
    detune=22,
    sub=0.6,
    cutoff=420,
    resonance=0.15,
    attack=0.008,
    release=0.06,
    glide=0.06,
    drive=0.6,
)
SUB = Patch("sub", "sine", cutoff=400, attack=0.006, decay=0.6, sustain=0.8, release=0.06, drive=0.25)
EIGHT = Patch("eight", "sine", cutoff=400, attack=0.002, decay=0.7, sustain=0.35, release=0.12, glide=0.12, drive=0.7)
UPRIGHT = Patch("upright", "triangle", cutoff=420, sweep=2.4, sweep_time=0.05, decay=0.35, sustain=0.35, release=0.07)

# Chords and stabs.
HOUSE_ORGAN = Patch(
    "house organ", "organ", voices=2, detune=7, width=0.5, cutoff=1500, sweep=1.2, decay=0.18, sustain=0.5
)
STAB = Patch(
    "stab", "saw", voices=4, detune=11, width=0.7, cutoff=520, sweep=2.4, sweep_time=0.12, resonance=0.15, decay=0.2,
    sustain=0.4, release=0.12,
)  # fmt: skip
DUB = Patch(
    "dub", "saw", voices=3, detune=9, width=0.6, cutoff=420, sweep=1.8, sweep_time=0.16, resonance=0.3, decay=0.22,
    sustain=0.2, release=0.2,
)  # fmt: skip
PIANO = Fm("piano", ratio=1, index=2.2, index_decay=0.22, decay=0.9, release=0.12, tine=0.1)
RHODES = Fm("rhodes", ratio=1, index=1.1, index_decay=0.5, decay=1.6, release=0.25, tine=0.22, tremolo=0.3)
BELL = Fm("bell", ratio=3.5, index=1.6, index_decay=0.4, decay=1.1, release=0.5, tine=0.0)
MALLET = Fm("mallet", ratio=4, index=0.9, index_decay=0.06, decay=0.45, release=0.2, tine=0.0)
KALIMBA = Fm("kalimba", ratio=5, index=0.7, index_decay=0.08, decay=0.6, release=0.3, tine=0.1)

# Leads and arpeggios.
SUPERSAW = Patch(
    "supersaw", "saw", voices=7, detune=17, width=0.9, cutoff=3600, sweep=1.0, sweep_time=0.3, attack=0.004, decay=0.5,
    sustain=0.75, release=0.14,
)  # fmt: skip
TRANCE_PLUCK = Patch(
    "trance pluck", "saw", voices=4, detune=12, width=0.8, cutoff=700, sweep=3.0, sweep_time=0.09, resonance=0.1,
    decay=0.16,
    sustain=0.15, release=0.12,
)  # fmt: skip
SQUARE = Patch(
    "square",
    "square",
    voices=2,
    detune=8,
    width=0.5,
    cutoff=1600,
    sweep=1.2,
    glide=0.05,
    vibrato=12,
    release=0.08,
)
SOLO = Patch(
    "solo",
    "saw",
    voices=3,
    detune=9,
    width=0.4,
    cutoff=1700,
    sweep=1.0,
    attack=0.01,
    glide=0.07,
    vibrato=18,
    release=0.15,
)
FLUTE = Patch("flute", "triangle", cutoff=1900, attack=0.05, glide=0.05, vibrato=22, release=0.12, breath=0.02)
BLIP = Patch(
    "blip",
    "pulse",
    cutoff=900,
    sweep=2.2,
    sweep_time=0.05,
    resonance=0.3,
    decay=0.07,
    sustain=0.1,
    release=0.06,
)
ZAP = Patch(
    "zap",
    "square",
    cutoff=600,
    sweep=3.0,
    sweep_time=0.05,
    resonance=0.6,
    decay=0.09,
    sustain=0.1,
    release=0.05,
)
HORN = Patch(
    "horn", "saw", voices=3, detune=10, width=0.5, cutoff=700, sweep=1.5, sweep_time=0.25, attack=0.02, decay=0.3,
    sustain=0.7, release=0.1, drive=0.2,
)  # fmt: skip

# Beds.
WARM = Pad("warm", tilt=1.3, cutoff=1100, attack=0.5)
STRINGS = Pad("strings", tilt=1.0, spread=16, cutoff=3200, attack=0.25, release=1.0)
GLASS = Pad("glass", tilt=1.5, odd_only=True, spread=9, cutoff=4500, attack=0.8, release=1.5, floor=220)
DARK = Pad("dark", tilt=1.1, spread=35, cutoff=600, attack=1.0, release=1.2)
SAWS = Pad("saws", tilt=0.95, spread=20, cutoff=2600, attack=0.02, release=0.25)

# Singers.
ALTO = Singer("alto", formants=0.96, vibrato=24, breath=0.06)
SOPRANO = Singer("soprano", formants=1.04, vibrato=32, glide=0.12, breath=0.05, attack=0.06, release=0.25, width=0.7)
TENOR = Singer("tenor", formants=0.87, vibrato=20, glide=0.07, breath=0.04)
RAPPER = Singer(
    "rapper",
    formants=0.84,
    vibrato=0,
    glide=0.05,
    breath=0.08,
    attack=0.012,
    release=0.06,
    tilt=0.9,
    width=0.3,
)
