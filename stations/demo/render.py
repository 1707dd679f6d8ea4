"""From a score to its stems."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.units import to_amplitude
from stations.demo import effects, transitions
from stations.demo.drums import filtered
from stations.demo.master import master
from stations.demo.passage import Passage
from stations.demo.players import perform
from stations.demo.score import Piece
from stations.demo.sound import SAMPLE_RATE, Sound, fade_ends, frames_of
from stations.demo.stage import Stage

Progress = Callable[[float], None]
BALANCE = {"drums": 0.9, "bass": 1.1, "other": 1.75, "vocals": 2.2}  # set against the spectra of released records
# dB by section: the drop is the loudest.
TRIM = {"intro": -2.5, "verse": -0.7, "break": -2.0, "build": -1.0, "outro": -2.0}


@dataclass(frozen=True)
class Rendering:
    """Stems ``(2, frames)`` float32 by name, their sum, and when the voice sounds (s)."""

    stems: dict[str, Sound]
    mix: Sound
    vocal_activity: list[list[float]]


def render(piece: Piece, progress: Progress | None = None) -> Rendering:
    """Plays the whole piece. The same score gives the same samples."""
    stage = Stage(frames_of(piece.duration))
    for number, (section, start) in enumerate(zip(piece.sections, piece.starts(), strict=True)):
        passage = Passage(piece, section, start, number)
        stage.trim = to_amplitude(TRIM.get(section.label, 0.0))
        for name in section.play.split():
            perform(piece.layer(name), passage, stage)
        transitions.mark(passage, stage)
        if progress is not None:
            progress((number + 1) / len(piece.sections))
    stems, mix = master(_stems(piece, stage), piece.loudness)
    return Rendering(stems, mix, stage.voice_spans())


def _stems(piece: Piece, stage: Stage) -> dict[str, Sound]:
    """The four stems with their effects; the voice's room and echo belong to ``other``, so its stem falls silent."""
    beat = round(piece.seconds_per_beat * SAMPLE_RATE)
    duck = effects.pump(stage.frames, stage.kicks, beat, piece.pump)
    stage.forget_notes()
    bass = np.tanh(np.float32(1.3) * filtered(stage.take("bass"), "highpass", 28.0)) * duck
    other = stage.take("pumped")
    other *= duck
    other += stage.take("other")
    duck *= 0.7  # rooms and echoes give way less
    duck += 0.3
    other += duck * effects.reverb(stage.take("room"), piece.reverb)
    other += duck * effects.echo(stage.take("echo"), round(beat * piece.delay))
    drums = effects.saturate(stage.take("drums"), piece.drive)
    stems = {"drums": drums, "bass": np.stack([bass, bass]), "other": other, "vocals": stage.take("vocals")}
    for name, stem in stems.items():
        stem *= np.float32(BALANCE[name] * to_amplitude(piece.levels.get(name, 0.0)))  # noqa: PLW2901  in place
        fade_ends(stem, 0.0, 0.5)
    return stems
