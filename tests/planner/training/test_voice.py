"""The network that hears voices: it learns what is there to learn, and its ONNX says what it was taught."""

import numpy as np
import onnxruntime as ort

from planner.analysis.vocals import INPUT, OUTPUT
from planner.training.voice import Example, train


def examples() -> list[Example]:
    """Forty, in which the third feature tells; every other has no voice."""
    draw = np.random.default_rng(3)
    made = []
    for number in range(40):
        active = draw.random(100) < 0.5 * (number % 2)
        features = draw.normal(size=(100, 73)).astype(np.float32)
        features[:, 2] += 4 * active
        made.append(Example(features, active))
    return made


def test_it_learns_and_the_model_and_the_card_say_so() -> None:
    made = examples()
    weights, card = train(made)
    session = ort.InferenceSession(weights, providers=["CPUExecutionProvider"])
    (likely,) = session.run([OUTPUT], {INPUT: made[1].features})
    assert likely.shape == (100,)
    assert likely[made[1].active].mean() > likely[~made[1].active].mean() + 0.5
    assert "**Held out**: 8 mixtures" in card
    assert "of 4 without a voice" in card


def test_the_same_examples_make_the_same_weights() -> None:
    assert train(examples())[0] == train(examples())[0]
