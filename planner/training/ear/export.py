"""The fitted network as ONNX: ``heard`` (1, frames, 67) to ``odds`` (1, frames, 2)."""

import io
import warnings
from pathlib import Path

import numpy as np
import torch

from planner.analysis.hearing import INPUTS
from planner.training.ear.network import Ear

OPSET = 17  # read by every onnxruntime since 1.16


def load(weights: Path) -> Ear:
    """The network whose weights ``fit`` wrote."""
    with np.load(weights) as arrays:
        state = {name: torch.from_numpy(arrays[name]) for name in arrays.files}
    ear = Ear(len(state["join.bias"]))
    ear.load_state_dict(state)
    return ear.eval()


def to_onnx(ear: Ear) -> bytes:
    """One graph, its normalisation inside."""
    target = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch would rather use an exporter that needs another package
        torch.onnx.export(
            ear, (torch.zeros(1, 256, INPUTS),), target, dynamo=False, opset_version=OPSET, input_names=["heard"],
            output_names=["odds"], dynamic_axes={"heard": {1: "frames"}, "odds": {1: "frames"}},
        )  # fmt: skip
    return target.getvalue()
