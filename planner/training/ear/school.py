"""Lessons on the device that learns from them."""

from pathlib import Path

import torch

from planner.analysis.hearing import together
from planner.training.ear.lessons import read_shard
from planner.training.ear.targets import targets


class School:
    """The lessons of a folder; ``refresh`` takes in new files."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        self._folder, self._device = folder, device
        self._seen: set[Path] = set()
        self.heard: list[torch.Tensor] = []
        self.targets: list[torch.Tensor] = []

    def __len__(self) -> int:
        return len(self.heard)

    def refresh(self) -> int:
        """Reads the files that were not there before; how many lessons there are now."""
        for path in sorted(set(self._folder.glob("*.npz")) - self._seen):
            self._seen.add(path)
            for lesson in read_shard(path):
                heard = together(*lesson.heard())
                self.heard.append(torch.from_numpy(heard).half().to(self._device))
                truth = targets(lesson.beats, lesson.downbeats, len(heard))
                self.targets.append(torch.from_numpy(truth).half().to(self._device))
        return len(self)

    def batch(self, index: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """So many lessons as float32: what is heard, and what is true."""
        picked = index.tolist()
        stacked = (torch.stack([values[i] for i in picked]) for values in (self.heard, self.targets))
        heard, truth = (values.float() for values in stacked)
        return heard, truth
