"""The network in torch: a small picture reader, then dilated convolutions that look 24 s to both sides.

After Böck and Davies, "Deconstruct, Analyse, Reconstruct: How to Improve Tempo, Beat, and Downbeat Estimation"
(ISMIR 2020), smaller, and with strokes and chords beside the spectrum.
"""

import torch
from torch import nn

from planner.analysis.hearing import CHORDS, SPECTRUM, STROKES

WIDTH = 56
DILATIONS = tuple(2**power for power in range(9))
KERNEL = 5
DROPOUT = 0.1


class Ear(nn.Module):
    """``(batch, frames, 67)`` to ``(batch, frames, 2)``: log odds of a beat and of a downbeat in each frame.

    ``mean`` and ``scale`` (67,) normalise what it is given.
    """

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(SPECTRUM + STROKES + CHORDS))
        self.register_buffer("scale", torch.ones(SPECTRUM + STROKES + CHORDS))
        self.picture = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ELU(), nn.MaxPool2d((1, 2)),
            nn.Conv2d(16, 24, 3, padding=1, bias=False), nn.BatchNorm2d(24), nn.ELU(), nn.MaxPool2d((1, 2)),
            nn.Conv2d(24, 40, (1, SPECTRUM // 4), bias=False), nn.BatchNorm2d(40), nn.ELU(), nn.Dropout(DROPOUT),
        )  # fmt: skip
        self.beside = nn.Sequential(
            nn.Conv1d(STROKES + CHORDS, 24, 5, padding=2, bias=False), nn.BatchNorm1d(24), nn.ELU(), nn.Dropout(DROPOUT)
        )
        self.join = nn.Conv1d(64, width, 1)
        self.blocks = nn.ModuleList(Block(width, dilation) for dilation in DILATIONS)
        self.answer = nn.Conv1d(width, 2, 1)

    def forward(self, heard: torch.Tensor) -> torch.Tensor:
        """The log odds."""
        x = (heard - self.mean) / self.scale
        picture = self.picture(x[:, None, :, :SPECTRUM]).squeeze(3)
        beside = self.beside(x[:, :, SPECTRUM:].transpose(1, 2))
        x = self.join(torch.cat((picture, beside), dim=1))
        for block in self.blocks:
            x = block(x)
        return self.answer(nn.functional.elu(x)).transpose(1, 2)


class Block(nn.Module):
    """A dilated convolution and one across channels, added to what came in."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(width, width, KERNEL, padding=KERNEL // 2 * dilation, dilation=dilation, bias=False),
            nn.BatchNorm1d(width), nn.ELU(), nn.Dropout(DROPOUT), nn.Conv1d(width, width, 1),
        )  # fmt: skip

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, width, frames)`` to the same."""
        return x + self.layers(x)
