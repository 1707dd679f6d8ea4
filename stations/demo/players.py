"""Each kind of layer plays a passage onto the stage."""

from functools import singledispatch

from stations.demo import fm, kits, notation, synth
from stations.demo.effects import crackle
from stations.demo.fm import Fm
from stations.demo.padsynth import play_chord
from stations.demo.passage import Passage
from stations.demo.score import Arp, Beat, Bed, Layer, Line, Song, Stabs, Surface
from stations.demo.singer import sing
from stations.demo.sound import SAMPLE_RATE, Sound, frames_of, place
from stations.demo.stage import Stage
from stations.demo.synth import Patch


@singledispatch
def perform(layer: Layer, passage: Passage, stage: Stage) -> None:
    """Plays the layer throughout the passage."""
    raise NotImplementedError(type(layer).__name__)


def strike(stage: Stage, passage: Passage, name: str, beat: float, force: float, gain: float = 1.0) -> None:
    """One hit of the piece's kit; bass drums are remembered for the side chain."""
    hit = kits.hit(passage.piece.kit, name)
    frame = passage.frame(beat, loose=name not in ("kick", "snare", "clap"))
    place(stage.buses["drums"], frame, hit.sound, hit.gain * gain * force**1.3, hit.pan)
    if name == "kick":
        stage.kicks.append(frame)


def hits_in(text: str, beats: float) -> list[tuple[float, float]]:
    """The (beat, force) of a step pattern repeated over ``beats``."""
    period, out = notation.steps_long(text) / 4.0, []
    for turn in range(int(beats / period) + 1):
        out += [(turn * period + step / 4.0, force) for step, force in notation.steps(text)]
    return [(beat, force) for beat, force in out if beat < beats - 1e-6]


@perform.register
def _beat(layer: Beat, passage: Passage, stage: Stage) -> None:
    gain = 10.0 ** (layer.gain / 20.0)
    for name, text in layer.hits.items():
        for beat, force in hits_in(text, passage.beats):
            if not passage.muted(beat, "drums"):
                strike(stage, passage, name, beat, force if name == "kick" else passage.force(force), gain)


def _note(
    stage: Stage, patch: Patch | Fm, midi: int, held: int, force: float, bright: float, origin: int | None
) -> Sound:
    held -= held % 16  # lengths that differ by a rounding are one note
    origin = origin if isinstance(patch, Patch) and patch.glide else None
    key = (patch.name, midi, held, force, bright, origin)
    if isinstance(patch, Patch):
        return stage.note(key, lambda: synth.play(patch, midi, held, force, bright, origin))
    return stage.note(key, lambda: fm.play(patch, midi, held, force, bright, origin))


def notes_in(text: str, beats: float) -> list[tuple[float, notation.Note]]:
    """The (beat, note) of a line repeated over ``beats``."""
    notes, period = notation.line(text)
    out = [
        (turn * period / 4.0 + n.step / 4.0, n) for turn in range(int(beats * 4 / period) + 1) for n in notes
    ]
    return [(beat, note) for beat, note in out if beat < beats - 1e-6]


@perform.register
def _line(layer: Line, passage: Passage, stage: Stage) -> None:
    key, origin = passage.piece.scale, None
    for beat, note in notes_in(layer.notes, passage.beats):
        if passage.muted(beat, layer.stem):
            continue
        root = passage.chord(beat).degree if layer.follow else 0
        midi = key.pitch(
            root + note.degree - (7 if layer.follow and root > 4 else 0), layer.octave, note.raised
        )
        held = passage.length(note.length / 4.0 * layer.hold)
        sound = _note(stage, layer.patch, midi, held, passage.force(note.force), passage.bright(beat), origin)
        stage.add(layer, passage.frame(beat), sound)
        origin = midi


@perform.register
def _stabs(layer: Stabs, passage: Passage, stage: Stage) -> None:
    for beat, force in hits_in(layer.rhythm, passage.beats):
        notes = passage.chord(beat).voiced(passage.piece.scale, layer.centre)
        held, force, bright = passage.length(layer.length / 4.0), passage.force(force), passage.bright(beat)
        for midi in notes:
            sound = _note(stage, layer.patch, midi, held, force, bright, None)
            stage.add(layer, passage.frame(beat), sound, len(notes) ** -0.5)


@perform.register
def _bed(layer: Bed, passage: Passage, stage: Stage) -> None:
    for beat, chord in passage.chords:
        held = passage.length(min(chord.beats, passage.beats - beat))
        notes = tuple(chord.voiced(passage.piece.scale, layer.centre))
        bright = passage.bright(beat)
        make = lambda n=notes, h=held, b=bright: play_chord(layer.pad, n, h, b)  # noqa: E731
        stage.add(layer, passage.frame(beat), stage.note((layer.pad.name, notes, held, bright), make))


@perform.register
def _arp(layer: Arp, passage: Passage, stage: Stage) -> None:
    order = [int(token) for token in layer.order.split()]
    for count in range(int(passage.beats * 4 / layer.rate + 1e-6)):
        beat = count * layer.rate / 4.0
        notes = passage.chord(beat).voiced(passage.piece.scale, layer.centre)
        octaves, place_ = divmod(order[count % len(order)], len(notes))
        held = passage.length(layer.rate / 4.0 * layer.length)
        force = passage.force(0.8 if count % 4 == 0 else 0.6)
        sound = _note(
            stage, layer.patch, notes[place_] + 12 * octaves, held, force, passage.bright(beat), None
        )
        stage.add(layer, passage.frame(beat), sound)


@perform.register
def _song(layer: Song, passage: Passage, stage: Stage) -> None:
    origin = None
    for beat, note in notes_in(layer.notes, passage.beats):
        midi = passage.piece.scale.pitch(note.degree, layer.octave, note.raised)
        held = passage.length(note.length / 4.0 * 0.97) - frames_of(layer.singer.release * 0.5)
        key = (layer.singer.name, midi, held, note.syllable, note.force, origin)
        make = lambda m=midi, h=max(held, 800), n=note, o=origin: sing(
            layer.singer, m, h, n.syllable, n.force, o
        )
        stage.add(layer, passage.frame(beat), stage.note(key, make))
        origin = midi


@perform.register
def _surface(layer: Surface, passage: Passage, stage: Stage) -> None:
    loop = crackle(11 * SAMPLE_RATE)
    frame, end = passage.frame(0.0), passage.frame(passage.beats)
    while frame < end:
        stage.add(layer, frame, loop[:, : end - frame])
        frame += loop.shape[-1]
