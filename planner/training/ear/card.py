"""The card of the ear's network."""

from hashlib import blake2b

from planner.training.ear.result import Result


def card(weights: bytes, result: Result, lessons: int, held: int, seed: int) -> str:
    """Markdown: what it is, what it learned from, what it knows of lessons that it never heard, where it ends."""
    number = blake2b(weights, digest_size=8).hexdigest()
    return f"""# Ear

Weights `{number}` (BLAKE2b of the file), fitted by `planner.training.ear` (`everset train ear`).

Says for each frame, 43 times a second, how likely a beat and a downbeat are: log odds, from the spectrum (40 mel
bands), three bands of strokes, and the chords and bass of the tenth of a second, all of which the analysis has anyway.
A residual network of dilated convolutions (after Davies and Böck, "Temporal convolutional networks for musical audio
beat tracking", EUSIPCO 2019), in one ONNX graph that normalises its inputs; an answer depends on 25 s either way.
Tempo, grid and milliseconds are the analysis's.

## Trained on

{lessons} practice pieces of 36 s, synthesised by Everset with exact truth (stations.practice): styles in 4/4, 3/4,
5/4, 7/4, 6/8 and triplets, of steady and drifting and changing tempo, random kits, timbres, chords, forms, mixes and
mastering. Each time one is heard it is louder or duller, in another key, up to 6 % faster or slower, with holes. No
recording of anybody's. Seed {seed}.

## Held out

{held} other practice pieces, by peaks alone, within two frames (46 ms):

| | found | right |
|---|---|---|
| beats | {result.beats[0]:.3f} | {result.beats[1]:.3f} |
| downbeats | {result.downbeats[0]:.3f} | {result.downbeats[1]:.3f} |

What becomes of it on real music, together with the rest of the analysis: `everset bench ear`, docs/benchmarks.md.

## Limits

- It has heard no sung pop, no live band and no long club mix, only what a synthesiser makes of them.
- A beat that nobody marks (a rubato piano, a drone) is guessed; the analysis then trusts no grid.
"""
