"""What marks a section's edges: crashes, booms, risers, falls, snare rolls and fills."""

from stations.demo.effects import downlifter, riser
from stations.demo.passage import Passage
from stations.demo.players import hits_in, strike
from stations.demo.score import BEATS_PER_BAR, Layer
from stations.demo.sound import Sound
from stations.demo.stage import Stage

RISER = Layer(name="riser", gain=-11.0, reverb=0.3, duck=False)
FALL = Layer(name="fall", gain=-16.0, reverb=0.3, duck=True)
BOOM = Layer(name="boom", gain=-9.0, reverb=0.25, duck=False)


def mark(passage: Passage, stage: Stage) -> None:
    """Plays the section's effects and its fill."""
    fx = passage.section.fx.split()
    if "crash" in fx:
        strike(stage, passage, "crash", 0.0, 0.9)
    if "boom" in fx:
        strike(stage, passage, "boom", 0.0, 0.8)
    if "riser" in fx:
        _rise(passage, stage)
    if "down" in fx:
        _fall(passage, stage)
    if "roll" in fx:
        _roll(passage, stage)
    _fill(passage, stage)
    _turns(passage, stage)


def _rise(passage: Passage, stage: Stage) -> None:
    bars = min(8, passage.section.bars)
    start = passage.beats - bars * BEATS_PER_BAR
    length = passage.frame(passage.beats) - passage.frame(start)
    stage.add(RISER, passage.frame(start), _cached(stage, "riser", length))


def _fall(passage: Passage, stage: Stage) -> None:
    stage.add(FALL, passage.frame(0.0), _cached(stage, "fall", passage.length(4.0 * BEATS_PER_BAR)))


def _cached(stage: Stage, kind: str, length: int) -> Sound:
    return stage.note((kind, length), lambda: (riser if kind == "riser" else downlifter)(length))


def _roll(passage: Passage, stage: Stage) -> None:
    """Quarters, then eighths, then sixteenths, louder and louder, over the whole section."""
    beat = 0.0
    while beat < passage.beats - passage.fill.mute - 1e-6:
        done = beat / passage.beats
        strike(stage, passage, "snare", beat, 0.2 + 0.5 * done**1.5)
        beat += 1.0 if done < 0.5 else 0.5 if done < 0.75 else 0.25


def _fill(passage: Passage, stage: Stage) -> None:
    start = passage.beats - BEATS_PER_BAR
    for name, text in passage.fill.hits.items():
        for beat, force in hits_in(text, BEATS_PER_BAR):
            strike(stage, passage, name, start + beat, force)


def _turns(passage: Passage, stage: Stage) -> None:
    """The piece's small turn in every eighth bar, where drums play and the section goes on."""
    turn = passage.piece.fills.get(passage.piece.turn)
    if turn is None or "kick" not in passage.section.play:
        return
    for bar in range(7, passage.section.bars - 1, 8):
        for name, text in turn.hits.items():
            for beat, force in hits_in(text, BEATS_PER_BAR):
                strike(stage, passage, name, bar * BEATS_PER_BAR + beat, force)
