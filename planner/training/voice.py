"""Trains the network that hears voices, on mixtures whose voice is known; every fifth is held out to tell of it."""

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import roc_auc_score
from sklearn.neural_network import MLPClassifier

from planner.analysis.vocals import INPUT, OUTPUT

HIDDEN = 32
DECAY = 1.0  # of the weights: what is learnt on synthesis must not be learnt too well
LIMIT = 4.0  # deviations: music may be farther from the mean than any mixture was
HELD_OUT = 5
IR_VERSION, OPSET = 9, 17  # read by every onnxruntime since 1.16

CARD = """# The ear for voices

Hears, five times a second, how likely there is a voice, from how partials glide and how the timbre changes
(planner/analysis/vocals.py). 73 features, {hidden} hidden units. Made by `python -m stations.voices` (needs the extra
`voices`).

- **Learnt from** {learnt} mixtures of 40 s that the project makes: General MIDI bands (TimGM6mb) and the demo's genres,
  some of them driven, in rooms, with chorus; voices by the demo's singer, by espeak-ng's formant synthesis in eleven
  languages, and the same made to sing by the WORLD vocoder, 6 dB above to 6 dB below. No recording is in it.
- **Held out**: {held} mixtures: area under the curve {area:.3f}; of {silent} without a voice, {wrong:.1f} % of the time
  is judged more likely voiced than not.
- **Where it fails**: real music is farther from these mixtures than they are from one another (docs/benchmarks.md has
  the numbers): distorted guitars and choirs of synthesisers can pass for a voice, a quiet voice behind a dense mix can
  be missed. Choirs were left out of the instruments.
"""


class Example(NamedTuple):
    """A mixture: ``features`` ``(n, 73)``, and whether there is a voice in each, ``(n,)``."""

    features: np.ndarray
    active: np.ndarray


def train(examples: Sequence[Example], seed: int = 0) -> tuple[bytes, str]:
    """The ONNX model and its card."""
    learnt = [example for number, example in enumerate(examples) if number % HELD_OUT]
    features, active = (np.concatenate(part) for part in zip(*learnt, strict=True))
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-3
    network = MLPClassifier((HIDDEN,), alpha=DECAY, max_iter=40, early_stopping=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it stops when what it holds out gets no better
        network.fit(np.clip((features - mean) / scale, -LIMIT, LIMIT), active)
    held = [example for number, example in enumerate(examples) if number % HELD_OUT == 0]
    likely = [network.predict_proba(np.clip((x - mean) / scale, -LIMIT, LIMIT))[:, 1] for x, _ in held]
    return to_onnx(mean, scale, network), card(len(learnt), held, likely)


def to_onnx(mean: np.ndarray, scale: np.ndarray, network: MLPClassifier) -> bytes:
    """``features`` (n, 73) to ``voice`` (n,), 0..1, the normalisation inside."""
    (first, second), (bias, last) = network.coefs_, network.intercepts_
    values = {"mean": mean, "scale": scale, "least": -LIMIT, "most": LIMIT, "first.weight": first, "first.bias": bias,
              "second.weight": second, "second.bias": last}  # fmt: skip
    constants = [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in values.items()]
    constants.append(numpy_helper.from_array(np.array([-1], np.int64), "flat"))
    nodes = [
        helper.make_node("Sub", [INPUT, "mean"], ["centred"]),
        helper.make_node("Div", ["centred", "scale"], ["scaled"]),
        helper.make_node("Clip", ["scaled", "least", "most"], ["clipped"]),
        helper.make_node("Gemm", ["clipped", "first.weight", "first.bias"], ["weighed"]),
        helper.make_node("Relu", ["weighed"], ["hidden"]),
        helper.make_node("Gemm", ["hidden", "second.weight", "second.bias"], ["odds"]),
        helper.make_node("Sigmoid", ["odds"], ["likely"]),
        helper.make_node("Reshape", ["likely", "flat"], [OUTPUT]),
    ]
    takes = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["n", len(mean)])
    gives = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["n"])
    graph = helper.make_graph(nodes, "voice", [takes], [gives], constants)
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, ir_version=IR_VERSION, opset_imports=opsets, producer_name="everset")
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def card(learnt: int, held: Sequence[Example], likely: Sequence[np.ndarray]) -> str:
    """What people should know of the weights."""
    true, judged = np.concatenate([example.active for example in held]), np.concatenate(likely)
    silent = [float((one > 0.5).mean()) for example, one in zip(held, likely, strict=True) if not example.active.any()]
    return CARD.format(
        hidden=HIDDEN,
        learnt=learnt,
        held=len(held),
        area=roc_auc_score(true, judged),
        silent=len(silent),
        wrong=100 * float(np.mean(silent)) if silent else 0.0,
    )
