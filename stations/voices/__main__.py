"""``python -m stations.voices [--pieces N] [--out F.onnx]``: makes mixtures and trains the ear for voices on them."""

import argparse
from pathlib import Path

import numpy as np

from planner.analysis.glides import FPS, Glides
from planner.analysis.vocals import EVERY, MODEL, voice_features
from planner.training.voice import Example, train
from stations.progress import bar
from stations.voices.mixture import Mixture, mixture
from stations.voices.speech import Speaker


def main() -> None:
    """Writes the weights and, beside them, their card."""
    parser = argparse.ArgumentParser(prog="python -m stations.voices", description=__doc__)
    parser.add_argument("--pieces", type=int, default=330, metavar="N", help="mixtures of 40 s (default 330)")
    parser.add_argument("--out", type=Path, default=MODEL, metavar="F.onnx")
    options = parser.parse_args()
    speaker, examples = Speaker(), []
    with bar("mixing") as tell:
        for number in range(options.pieces):
            examples.append(example(mixture(number, speaker)))
            tell(number + 1, options.pieces)
    weights, card = train(examples)
    options.out.write_bytes(weights)
    options.out.with_suffix(".md").write_text(card, encoding="utf-8")
    print(card)


def example(one: Mixture) -> Example:
    """As the ear hears it, and whether there is a voice at each of its judgements."""
    glides = Glides()
    glides.push(one.sound.mean(axis=1))
    features = voice_features(glides.finish())
    times = np.arange(len(features)) * EVERY / FPS
    active = np.zeros(len(features), bool)
    for start, end in one.spans:
        active |= (times >= start) & (times < end)
    return Example(features, active)


if __name__ == "__main__":
    main()
