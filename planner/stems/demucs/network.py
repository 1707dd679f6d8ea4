"""Demucs' networks in torch: loaded once, fed with segments of several sounds at a time."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from demucs.hf import load_safetensors_model
from demucs.states import load_model

from engine.errors import ModelError
from planner.stems.demucs.weights import PICKLE, Weights
from planner.stems.stems import STEMS, Pcm

OVERLAP = 0.25  # of a segment, Demucs' own: neighbours are faded into one another
BATCH = 8  # segments at once on a GPU; on a CPU each by itself
EPSILON = 1e-8


class Network:
    """A model's networks on ``device``, "auto" for a GPU where there is one; ``half``: in half precision."""

    def __init__(self, weights: Weights, device: str, *, half: bool) -> None:
        self._device = torch.device(_found(device))
        self._half = half
        self._nets = [_loaded(file).to(self._device).eval() for file in weights.files]
        first = self._nets[0]
        if sorted(first.sources) != sorted(STEMS):
            raise ModelError(f"{weights.files[0]} separates {', '.join(first.sources)}: use a model of four stems")
        self.sample_rate = int(first.samplerate)
        self._segment = int(float(first.segment) * self.sample_rate)
        self._shares = _shares(weights, len(self._nets), len(first.sources))
        self._order = [first.sources.index(stem) for stem in STEMS]

    def split(self, sounds: Sequence[Pcm]) -> list[list[Pcm]]:
        """Four stems ``(n, 2)`` in the order of ``STEMS`` for each of ``sounds`` ``(n, 2)`` at ``sample_rate``."""
        inputs = [self._normal(sound) for sound in sounds]
        totals = [torch.zeros(len(STEMS), *whole.shape, device=self._device) for whole, _, _ in inputs]
        for net, share in zip(self._nets, self._shares, strict=True):
            scale = share.to(self._device)[:, None, None]
            for number, heard in enumerate(self._heard(net, [whole for whole, _, _ in inputs])):
                totals[number] += heard * scale
        found = []
        for total, (_, mean, deviation) in zip(totals, inputs, strict=True):
            stems = total[self._order] * deviation + mean
            found.append(list(stems.transpose(1, 2).cpu().numpy()))
        return found

    def _normal(self, sound: Pcm) -> tuple[Any, float, float]:
        """``(2, n)`` on the device at the mean and the level that Demucs was trained at, and what they were."""
        whole = torch.from_numpy(np.ascontiguousarray(sound.T))
        if self._device.type == "cuda":
            whole = whole.pin_memory().to(self._device, non_blocking=True)
        mono = whole.mean(dim=0)
        mean, deviation = float(mono.mean()), float(mono.std()) + EPSILON
        return (whole - mean) / deviation, mean, deviation

    def _heard(self, net: Any, wholes: Sequence[Any]) -> list[Any]:
        """What one network makes of each, its segments faded into one another."""
        size, hop = self._segment, round(self._segment * (1 - OVERLAP))
        rise = torch.arange(1, size // 2 + 1, device=self._device, dtype=torch.float32)
        fade = torch.cat([rise, torch.arange(size - size // 2, 0, -1, device=self._device, dtype=torch.float32)])
        places = [(n, start) for n, one in enumerate(wholes) for start in _starts(one.shape[1], size, hop)]
        out = [torch.zeros(len(STEMS), *whole.shape, device=self._device) for whole in wholes]
        sums = [torch.zeros(whole.shape[1], device=self._device) for whole in wholes]
        for batch in _batches(places, BATCH if self._device.type == "cuda" else 1):
            pieces = [wholes[n][:, start : start + size] for n, start in batch]
            padded = torch.stack([torch.nn.functional.pad(piece, (0, size - piece.shape[1])) for piece in pieces])
            with torch.inference_mode(), self._precision():
                answers = net(padded).float()
            for (n, start), piece, answer in zip(batch, pieces, answers, strict=True):
                length = piece.shape[1]
                out[n][:, :, start : start + length] += answer[..., :length] * fade[:length]
                sums[n][start : start + length] += fade[:length]
        return [heard / total for heard, total in zip(out, sums, strict=True)]

    def _precision(self) -> contextlib.AbstractContextManager[Any]:
        if not self._half:
            return contextlib.nullcontext()
        kind = torch.float16 if self._device.type == "cuda" else torch.bfloat16
        return torch.autocast(self._device.type, dtype=kind)


def _starts(frames: int, size: int, hop: int) -> range:
    """Of segments of ``size`` every ``hop`` that cover so many frames, none of which the one before has all of."""
    return range(0, max(frames - (size - hop), 1), hop)


def _found(device: str) -> str:
    if device == "cuda" and not torch.cuda.is_available():
        raise ModelError("stems_device is cuda, and torch finds no GPU: check its driver, or use auto")
    return "cuda" if device == "auto" and torch.cuda.is_available() else device.replace("auto", "cpu")


def _loaded(file: str) -> Any:
    try:
        return load_model(Path(file)) if file.endswith(PICKLE) else load_safetensors_model(file)
    except Exception as error:  # torch, safetensors and the network's class each raise their own
        raise ModelError(f"{file} holds no Demucs network ({error}): get the weights anew") from error


def _shares(weights: Weights, nets: int, sources: int) -> list[Any]:
    """How much of each source's stem comes from each network; they add up to 1."""
    given = torch.tensor(weights.shares or [[1.0] * sources] * nets, dtype=torch.float32)
    if given.shape != (nets, sources):
        raise ModelError(f"{len(weights.files)} networks with {tuple(given.shape)} weights: get the weights anew")
    return list(given / given.sum(dim=0))


def _batches(places: Sequence[tuple[int, int]], size: int) -> Iterator[Sequence[tuple[int, int]]]:
    return (places[first : first + size] for first in range(0, len(places), size))
