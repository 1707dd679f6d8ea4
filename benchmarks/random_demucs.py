"""Demucs of the full size with random weights: how fast it is does not depend on them."""

import json
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import torch
from demucs.htdemucs import HTDemucs
from safetensors.torch import save_file

from planner.stems.demucs.splitter import DemucsSplitter
from planner.stems.demucs.weights import Weights
from planner.stems.stems import Pcm

SECONDS = 24.0  # that are split on a CPU
RATE = 44_100


def seconds_a_second(sound: Pcm) -> Iterator[tuple[str, float]]:
    """Who, and the seconds that it takes for a second of ``sound`` (n, 2)."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    part = sound if device == "cuda" else sound[: round(SECONDS * RATE)]
    with tempfile.TemporaryDirectory(prefix="everset-") as folder:
        weights = Weights((str(_saved(Path(folder) / "random.safetensors")),))
        for half in (False, True):
            splitter = DemucsSplitter(weights, device, half=half)
            splitter.split([part[:RATE]], RATE)  # what is done once is not counted
            began = time.perf_counter()
            splitter.split([part], RATE)
            name = f"demucs, random weights, {device}{', half precision' if half else ''}"
            yield name, (time.perf_counter() - began) / (len(part) / RATE)


def _saved(path: Path) -> Path:
    """htdemucs as its card has it, 42 million weights."""
    torch.manual_seed(0)
    net = HTDemucs(
        sources=["drums", "bass", "other", "vocals"], channels=48, dconv_mode=3, bottom_channels=512, t_layers=5,
        t_heads=8, segment=Fraction(39, 5), samplerate=RATE,
    )  # fmt: skip
    args, kwargs = net._init_args_kwargs
    told = {"_type": "fraction", "numerator": 39, "denominator": 5}
    metadata = {
        "klass": "demucs.htdemucs.HTDemucs",
        "args": json.dumps(args),
        "kwargs": json.dumps(kwargs | {"segment": told}),
    }
    save_file({key: value.contiguous() for key, value in net.state_dict().items()}, str(path), metadata)
    return path
