"""Asks a network what it knows of lessons that it has not learned from."""

import numpy as np
import torch
from torch.nn import functional

from planner.training.ear.network import Ear
from planner.training.ear.result import Result
from planner.training.ear.school import School

BATCH = 32
ON_BEAT = 4.0  # weight of a frame with a beat: there are ten times as many without
PEAK, NEAR = 9, 5  # frames: a peak stands out of a fifth of a second, and is right within two frames of a beat
TRUE = 0.6  # of a target: the frame that the beat is in


def loss_of(odds: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Cross entropy, beats weighing more than what lies between them."""
    weight = 1 + (ON_BEAT - 1) * truth
    return (functional.binary_cross_entropy_with_logits(odds, truth, reduction="none") * weight).mean()


@torch.no_grad()
def examine(ear: Ear, held: School) -> Result:
    """By peaks alone, frame by frame: no tempo helps it."""
    ear.eval()
    losses, shares = [], []
    for first in range(0, len(held), BATCH):
        heard, truth = held.batch(torch.arange(first, min(first + BATCH, len(held))))
        odds = ear(heard)
        losses.append(float(loss_of(odds, truth)))
        peaks = (odds == _highest(odds, PEAK)) & (odds > 0)
        true = truth > TRUE
        shares.append(
            (_share(true, _highest(peaks.float(), NEAR) > 0), _share(peaks, _highest(true.float(), NEAR) > 0))
        )
    found, right = np.mean(np.array(shares), axis=0)
    return Result(float(np.mean(losses)), (float(found[0]), float(right[0])), (float(found[1]), float(right[1])))


def _highest(values: torch.Tensor, frames: int) -> torch.Tensor:
    return functional.max_pool1d(values.transpose(1, 2), frames, 1, frames // 2).transpose(1, 2)


def _share(of: torch.Tensor, within: torch.Tensor) -> list[float]:
    return [float(one) for one in (of & within).sum(dim=(0, 1)) / of.sum(dim=(0, 1)).clamp(min=1)]
