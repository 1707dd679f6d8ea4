"""Which splitter a station uses, as data that a job can take along."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from msgspec import Struct

from engine.errors import ModelError
from planner.stems.demucs.weights import Weights

Kind = Literal["dsp", "demucs"]
Device = Literal["auto", "cpu", "cuda"]
WANTED = ("torch", "demucs", "huggingface_hub", "safetensors")


class Splitting(Struct, frozen=True, kw_only=True):
    """``weights``, ``device`` and ``half``: of Demucs alone."""

    kind: Kind = "dsp"
    weights: Weights = Weights()
    device: Device = "auto"
    half: bool = False


def demucs_splitting(  # noqa: PLR0913 -- what an operator may say of it, each by its name
    model: str, folder: Path | None, *, pickles: bool, hub: bool, device: Device, half: bool
) -> tuple[Splitting, str]:
    """What splits by ``model``, and why it is not Demucs, if so. Takes a second at most, but for a download."""
    missing = [name for name in WANTED if find_spec(name) is None]
    if missing:
        return Splitting(), f"Demucs wants {', '.join(missing)} (the extra gpu): stems are split without it"
    try:
        weights = import_module("planner.stems.demucs.find").find_weights(model, folder, pickles=pickles, hub=hub)
    except ModelError as error:
        return Splitting(), f"stems are split without Demucs: {error}"
    return Splitting(kind="demucs", weights=weights, device=device, half=half), ""
