"""Each kind of layer plays a passage onto the stage."""

from functools import partial, singledispatch

from stations.demo import fm, kits, notation, synth
from stations.demo.effects import crackle
from stations.demo.fm import Fm
from stations.demo.padsynth import play_chord
from stations.demo.passage import Passage
from stations.demo.score import Arp, Beat, Bed, Layer, Line, Song, Stabs, Surface
from stations.demo.singer import sing
from stations.demo.sound import SAMPLE_RATE, Sound, Tone, frames_of, place
from stations.demo.stage import Stage
from stations.demo.synth import Patch


@singledispatch
def perform(layer: Layer, passage: Passage, stage: Stage) -> None:
    """Plays the layer throughout the passage."""
    raise TypeError(f"nobody plays a {type(layer).__name__}: register a player for it")


def strike(stage: Stage, passage: Passage, name: str, beat: float, force: float) -> None:
    """One hit of the piece's kit; bass drums are remembered for the side chain."""
    hit = kits.hit(passage.piece.kit, name)
    frame = passage.frame(beat, loose=name not in ("kick", "snare", "clap"))
    place(stage.buses["drums"], frame, hit.sound, hit.gain * stage.trim * force**1.3, hit.pan)
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
    gain = 10.0 ** (layer.gain / 26.0)  # force counts to the power of 1.3
    for name, text in layer.hits.items():
        for beat, force in hits_in(text, passage.beats):
            if not passage.muted(beat, "drums"):
                strike(stage, passage, name, beat, gain * (force if name == "kick" else passage.force(force)))


def _note(stage: Stage, patch: Patch | Fm, tone: Tone) -> Sound:
    if isinstance(patch, Patch):
        return stage.note((patch, tone), lambda: synth.play(patch, tone))
    return stage.note((patch, tone), lambda: fm.play(patch, tone))


def notes_in(text: str, beats: float) -> list[tuple[float, notation.Note]]:
    """The (beat, note) of a line repeated over ``beats``."""
    notes, period = notation.line(text)
    turns = range(int(beats * 4 / period) + 1)
    out = [((turn * period + note.step) / 4.0, note) for turn in turns for note in notes]
    return [(beat, note) for beat, note in out if beat < beats - 1e-6]


@perform.register
def _line(layer: Line, passage: Passage, stage: Stage) -> None:
    glides, origin = isinstance(layer.patch, Patch) and layer.patch.glide > 0, None
    for beat, note in notes_in(layer.notes, passage.beats):
        if not passage.muted(beat, layer.stem):
            midi = _pitch(layer, passage, beat, note)
            held = passage.length(note.length / 4.0 * layer.hold)
            tone = Tone(midi, held, passage.force(note.force), passage.bright(beat), origin if glides else None)
            stage.add(layer, passage.frame(beat), _note(stage, layer.patch, tone))
            origin = midi


def _pitch(layer: Line, passage: Passage, beat: float, note: notation.Note) -> int:
    """A line that follows counts from the chord's root, taken from below when the root lies high in the scale."""
    root = passage.chord(beat).degree if layer.follow else 0
    return passage.piece.scale.pitch((root - 7 if root > 4 else root) + note.degree, layer.octave, note.raised)


@perform.register
def _stabs(layer: Stabs, passage: Passage, stage: Stage) -> None:
    for beat, written in hits_in(layer.rhythm, passage.beats):
        notes = passage.chord(beat).voiced(passage.piece.scale, layer.centre)
        held, force = passage.length(layer.length / 4.0), passage.force(written)
        for midi in notes:
            sound = _note(stage, layer.patch, Tone(midi, held, force, passage.bright(beat)))
            stage.add(layer, passage.frame(beat), sound, len(notes) ** -0.5)


@perform.register
def _bed(layer: Bed, passage: Passage, stage: Stage) -> None:
    for beat, chord in passage.chords:
        held = passage.length(min(chord.beats, passage.beats - beat))
        notes = tuple(chord.voiced(passage.piece.scale, layer.centre))
        key = (layer.pad, notes, held, passage.bright(beat))
        stage.add(layer, passage.frame(beat), stage.note(key, partial(play_chord, *key)))


@perform.register
def _arp(layer: Arp, passage: Passage, stage: Stage) -> None:
    order = [int(token) for token in layer.order.split()]
    held = passage.length(layer.rate / 4.0 * layer.length)
    for count in range(int(passage.beats * 4 / layer.rate + 1e-6)):
        beat = count * layer.rate / 4.0
        notes = passage.chord(beat).voiced(passage.piece.scale, layer.centre)
        octaves, index = divmod(order[count % len(order)], len(notes))
        force = passage.force(0.8 if count % 4 == 0 else 0.6)
        tone = Tone(notes[index] + 12 * octaves, held, force, passage.bright(beat))
        stage.add(layer, passage.frame(beat), _note(stage, layer.patch, tone))


@perform.register
def _song(layer: Song, passage: Passage, stage: Stage) -> None:
    origin = None
    for beat, note in notes_in(layer.notes, passage.beats):
        midi = passage.piece.scale.pitch(note.degree, layer.octave, note.raised)
        held = passage.length(note.length / 4.0 * 0.97) - frames_of(layer.singer.release * 0.5)
        key = (layer.singer, Tone(midi, max(held, 800), note.force, 0.0, origin), note.syllable)
        stage.add(layer, passage.frame(beat), stage.note(key, partial(sing, *key)))
        origin = midi


@perform.register
def _surface(layer: Surface, passage: Passage, stage: Stage) -> None:
    loop = crackle(11 * SAMPLE_RATE)
    frame, end = passage.frame(0.0), passage.frame(passage.beats)
    while frame < end:
        stage.add(layer, frame, loop[:, : end - frame])
        frame += loop.shape[-1]
