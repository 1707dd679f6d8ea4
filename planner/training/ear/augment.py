"""Each time a lesson is heard, it sounds a little different: louder, duller, in another key, faster, with holes."""

import torch
from torch.nn import functional

from planner.analysis.hearing import CHORDS, SPECTRUM, STROKES
from planner.analysis.spectrogram import GAIN

STRETCH = 0.06
LOUDER = 2.5  # nepers, 22 dB in all


def draw_crops(heard: torch.Tensor, targets: torch.Tensor, frames: int) -> tuple[torch.Tensor, torch.Tensor]:
    """``frames`` of each of ``(batch, all, 67)`` and of its targets, stretched, from somewhere."""
    batch, whole = heard.shape[:2]
    speed = 1 + (torch.rand(batch, 1, device=heard.device) * 2 - 1) * STRETCH
    room = (whole - 1 - frames * speed).clamp(min=0)
    at = torch.rand(batch, 1, device=heard.device) * room + torch.arange(frames, device=heard.device) * speed
    low = at.long().clamp(0, whole - 2)
    part = (at - low).clamp(0, 1)[:, :, None]

    def taken(values: torch.Tensor) -> torch.Tensor:
        index = low[:, :, None].expand(-1, -1, values.shape[2])
        return values.gather(1, index) * (1 - part) + values.gather(1, index + 1) * part

    return taken(heard), taken(targets)


def disguise(heard: torch.Tensor) -> torch.Tensor:
    """``(batch, frames, 67)``, another sound with the same beats."""
    spectrum, strokes, chords = heard.split((SPECTRUM, STROKES, CHORDS), dim=2)
    return torch.cat((_other_sound(spectrum), _other_strokes(strokes), _other_key(chords)), dim=2)


def _other_sound(spectrum: torch.Tensor) -> torch.Tensor:
    batch, frames, _ = spectrum.shape
    device = spectrum.device
    gain = (torch.rand(batch, 1, 1, device=device) - 0.7) * LOUDER
    curve = functional.interpolate(torch.randn(batch, 1, 6, device=device) * 0.5, SPECTRUM, mode="linear")
    hiss = torch.exp(-2 - 5 * torch.rand(batch, 1, 1, device=device)) * (torch.rand(batch, 1, 1, device=device) < 0.3)
    amplitude = torch.expm1(spectrum) * torch.exp(gain + curve) + hiss * GAIN / 100
    holes = torch.rand(batch, 1, SPECTRUM, device=device) > 0.06 * (torch.rand(batch, 1, 1, device=device) < 0.4)
    edge = (torch.rand(batch, 1, 1, device=device) - 0.6).clamp(min=0) * 2.2 * frames  # a stretch of near silence
    at = torch.arange(frames, device=device)[None, :, None] - torch.rand(batch, 1, 1, device=device) * frames
    loud = 1 - 0.97 * ((at > 0) & (at < edge * 0.15))
    return torch.log1p(amplitude * holes * loud)


def _other_strokes(strokes: torch.Tensor) -> torch.Tensor:
    batch = len(strokes)
    level = torch.exp(torch.randn(batch, 1, STROKES, device=strokes.device) * 0.25)
    kept = torch.rand(batch, 1, STROKES, device=strokes.device) > 0.08
    return strokes * level * kept


def _other_key(chords: torch.Tensor) -> torch.Tensor:
    batch, frames, _ = chords.shape
    shift = torch.randint(0, 12, (batch, 1, 1, 1), device=chords.device)
    index = (torch.arange(12, device=chords.device) + shift) % 12
    turned = chords.reshape(batch, frames, 2, 12).gather(3, index.expand(batch, frames, 2, 12))
    kept = torch.rand(batch, 1, 2, 1, device=chords.device) > 0.08
    return (turned * kept).reshape(batch, frames, CHORDS)
