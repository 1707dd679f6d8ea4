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
#: Seconds of work for a second of sound, on one core or one GPU: measured (bench stems: 0.13 and 0.8, up to 1.3 on a
#: machine with other work), but for cuda, which is a guess on the safe side.
COSTS = {"dsp": 0.13, "cpu": 1.3, "cuda": 0.05}
NVIDIA = Path("/proc/driver/nvidia")  # there where a driver is; asking torch would take a second
WANTED = ("torch", "demucs", "huggingface_hub", "safetensors")


class Splitting(Struct, frozen=True, kw_only=True):
    """``weights``, ``device`` and ``half``: of Demucs alone."""

    kind: Kind = "dsp"
    weights: Weights = Weights()
    device: Device = "auto"
    half: bool = False

    def stamps(self) -> tuple[tuple[int, int], ...]:
        """Size and time of each file of weights: others give other stems."""
        found = (Path(file).stat() for file in self.weights.files if Path(file).exists())
        return tuple((each.st_size, each.st_mtime_ns) for each in found)

    def seconds(self, sound: float) -> float:
        """About how long splitting ``sound`` seconds takes."""
        on_gpu = self.device != "cpu" and find_spec("torch") is not None and NVIDIA.exists()
        return sound * (COSTS["dsp"] if self.kind == "dsp" else COSTS["cuda" if on_gpu else "cpu"])


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
