"""A scorer: weights in ONNX that judge steps from one track to another."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from engine.errors import ModelError
from planner.choosing import features
from planner.inference import session

INPUT = "features"
OUTPUTS = ("quality", "stars", "bars")
STARS = 5
SHORTEST_BARS, LONGEST_BARS = 4, 64
SHIPPED = Path(__file__).parent.parent / "models" / "scorer.onnx"
#: Metadata of the model: "1" once its head for stars has learned from votes.
STARS_TRAINED = "stars_trained"

Floats = NDArray[np.float32]


class Scores(NamedTuple):
    """Of ``n`` steps: ``quality`` (n,) 0..1, ``stars`` (n, 5) probabilities of one to five, ``bars`` (n,)
    4..64."""

    quality: Floats
    stars: Floats
    bars: Floats


class Scorer:
    """Weights from a file or from bytes. ``model_id``: the hash of the weights, by which decisions name them.
    ``provider``: what onnxruntime really runs them on. ``stars_trained``: whether ``stars`` means anything.

    Raises ModelError for what is no scorer.
    """

    def __init__(self, weights: Path | bytes) -> None:
        data = _read(weights)
        self.model_id = hashlib.blake2b(data, digest_size=8).hexdigest()
        try:
            self._session = session(data, cuda=True)
            _check(self._session)
            self.provider: str = self._session.get_providers()[0]
            metadata = self._session.get_modelmeta().custom_metadata_map
        except ModelError:
            raise
        except Exception as error:  # onnxruntime's exceptions share no base of their own
            raise ModelError(f"these weights are no scorer ({error}): take others, or run everset train") from error
        self.stars_trained = metadata.get(STARS_TRAINED) == "1"

    def score(self, inputs: Floats) -> Scores:
        """The scores of features (n, 14). Raises ModelError for another shape and for weights that are not
        finite."""
        if inputs.ndim != 2 or inputs.shape[1] != features.COUNT:
            raise ModelError(f"features of shape {inputs.shape}: a scorer takes (n, {features.COUNT})")
        if not len(inputs):
            return Scores(np.zeros(0, np.float32), np.zeros((0, STARS), np.float32), np.zeros(0, np.float32))
        found = self._session.run(OUTPUTS, {INPUT: np.ascontiguousarray(inputs, np.float32)})
        quality, stars, bars = (np.asarray(output, np.float32) for output in found)
        if not (np.isfinite(quality).all() and np.isfinite(bars).all() and np.isfinite(stars).all()):
            raise ModelError(f"the scorer {self.model_id} answers with numbers that are none: retire these weights")
        return Scores(np.clip(quality, 0.0, 1.0), stars, np.clip(bars, SHORTEST_BARS, LONGEST_BARS))


def _read(weights: Path | bytes) -> bytes:
    if isinstance(weights, bytes):
        return weights
    try:
        return weights.read_bytes()
    except OSError as error:
        raise ModelError(f"no weights at {weights} ({error.strerror}): run everset train") from error


def _check(network: ort.InferenceSession) -> None:
    inputs = {node.name: node.shape for node in network.get_inputs()}
    outputs = {node.name: node.shape for node in network.get_outputs()}
    if list(inputs) != [INPUT] or inputs[INPUT][-1] != features.COUNT:
        raise ModelError(f"the weights take {inputs}: a scorer takes {INPUT} of (n, {features.COUNT})")
    if not set(OUTPUTS) <= set(outputs) or outputs["stars"][-1] != STARS:
        raise ModelError(f"the weights answer {outputs}: a scorer answers {', '.join(OUTPUTS)}")
