"""The splitter that a splitting asks for, made once a process."""

from functools import lru_cache
from importlib import import_module

from planner.stems.dsp.splitter import DspSplitter
from planner.stems.splitter import Splitter
from planner.stems.splitting import Splitting


@lru_cache(maxsize=1)
def make_splitter(splitting: Splitting) -> Splitter:
    """It is kept, and a network with it on its GPU. Raises ModelError."""
    if splitting.kind == "dsp":
        return DspSplitter()
    demucs = import_module("planner.stems.demucs.splitter")  # torch, an extra, takes a second to import
    splitter: Splitter = demucs.DemucsSplitter(splitting.weights, splitting.device, half=splitting.half)
    return splitter
