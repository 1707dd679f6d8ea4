"""Fits the network to a folder of lessons, on a GPU where there is one. Needs torch and NumPy, nothing else.

``python3 -m planner.training.ear.fit LESSONS HELD OUT.npz [--minutes M] [--seed N] [--wait N]``: files that appear in
LESSONS while it runs are taken in; it begins when there are so many lessons. HELD is a folder of lessons that are only looked at, for the log.
"""

import argparse
import copy
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from planner.analysis.hearing import together
from planner.training.ear.augment import disguise, draw_crops
from planner.training.ear.lessons import read_shard
from planner.training.ear.network import WIDTH, Ear
from planner.training.ear.targets import targets

FRAMES = 1280  # 30 s of each lesson at a time
BATCH = 32
RATE = 3e-3  # the highest, of AdamW
WARM = 0.06  # of the time
ON_BEAT = 4.0  # weight of a frame with a beat: there are ten times as many without
AVERAGED = 0.998  # share kept of the running mean of weights


@dataclass(frozen=True)
class Settings:
    """``wait``: for so many lessons; ``width`` of the network."""

    seed: int = 0
    wait: int = BATCH
    width: int = WIDTH


class Lessons:
    """The lessons of a folder on the device; ``refresh`` takes in new files."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        self._folder, self._device = folder, device
        self._seen: set[Path] = set()
        self.heard: list[torch.Tensor] = []
        self.targets: list[torch.Tensor] = []

    def refresh(self) -> int:
        """Reads the files that were not there before; how many lessons there are now."""
        for path in sorted(set(self._folder.glob("*.npz")) - self._seen):
            self._seen.add(path)
            for lesson in read_shard(path):
                heard = together(*lesson.heard())
                self.heard.append(torch.from_numpy(heard).half().to(self._device))
                truth = targets(lesson.beats, lesson.downbeats, len(heard))
                self.targets.append(torch.from_numpy(truth).half().to(self._device))
        return len(self.heard)

    def batch(self, index: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """So many lessons as float32."""
        picked = index.tolist()
        stacked = (torch.stack([values[i] for i in picked]) for values in (self.heard, self.targets))
        heard, truth = (values.float() for values in stacked)
        return heard, truth


class RunningMean:
    """A network whose weights are the mean of those of the last steps; while these are few, of fewer."""

    def __init__(self, ear: Ear) -> None:
        self.ear = copy.deepcopy(ear).eval()
        self.steps = 0

    @torch.no_grad()
    def update(self, now: Ear) -> None:
        """After each step."""
        self.steps += 1
        share = max(1 - AVERAGED, 1 / (1 + 0.1 * self.steps))
        for mean, value in zip(self.ear.state_dict().values(), now.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(value, share)


def loss_of(odds: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Cross entropy, beats weighing more than what lies between them."""
    weight = 1 + (ON_BEAT - 1) * truth
    return (functional.binary_cross_entropy_with_logits(odds, truth, reduction="none") * weight).mean()


def fit(lessons: Path, held: Path, out: Path, seconds: float, settings: Settings) -> None:
    """Writes the network to ``out``, first now and then, last after so many seconds. The rate falls with the time
    that is left."""
    torch.manual_seed(settings.seed)
    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.benchmark = True  # the shapes never change
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    school, exam = Lessons(lessons, device), Lessons(held, device)
    while school.refresh() < settings.wait:
        time.sleep(1)
    exam.refresh()
    ear = Ear(settings.width).to(device)
    _normalise(ear, school)
    mean = RunningMean(ear)
    optimiser = torch.optim.AdamW(ear.parameters(), lr=RATE, weight_decay=0.02)
    began, epoch = time.monotonic(), 0
    while (spent := (time.monotonic() - began) / seconds) < 1:
        total = _epoch(ear, mean, school, optimiser, spent, (time.monotonic(), seconds))
        epoch += 1
        if epoch % 10 == 1 or device.type == "cpu":
            write(mean.ear, out)
            print(
                f"{spent:.0%} epoch {epoch} of {len(school.heard)}: {total:.4f}, held out {_examine(mean.ear, exam)}",
                flush=True,
            )
        school.refresh()
    print(f"done: held out {_examine(mean.ear, exam)}", flush=True)
    write(mean.ear, out)


def write(ear: Ear, out: Path) -> None:
    """The weights, by their names in torch."""
    out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(out, **{name: value.cpu().numpy() for name, value in ear.state_dict().items()})


def _epoch(
    ear: Ear,
    mean: RunningMean,
    school: Lessons,
    optimiser: torch.optim.Optimizer,
    spent: float,
    clock: tuple[float, float],
) -> float:  # noqa: PLR0913, PLR0917  a loop's state
    ear.train()
    order = torch.randperm(len(school.heard))
    losses = []
    for first in range(0, len(order), BATCH):
        share = min(spent + (time.monotonic() - clock[0]) / clock[1], 1.0)
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(share / WARM, 0.5 + 0.5 * np.cos(np.pi * share)) + 1e-6
        heard, truth = school.batch(order[first : first + BATCH])
        heard, truth = draw_crops(heard, truth, FRAMES)
        loss = loss_of(ear(disguise(heard)), truth)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(ear.parameters(), 1.0)
        optimiser.step()
        mean.update(ear)
        losses.append(loss.detach())
        if share >= 1:
            break
    return float(torch.stack(losses).mean())


def _normalise(ear: Ear, school: Lessons) -> None:
    some = torch.cat([heard[::8].float() for heard in school.heard[:512]])
    ear.mean.copy_(some.mean(dim=0))
    ear.scale.copy_(some.std(dim=0) + 0.1)


@torch.no_grad()
def _examine(ear: Ear, exam: Lessons) -> str:
    """Loss, and the share of beats and downbeats whose frame stands out as the highest of the half second around."""
    ear.eval()
    losses, hits = [], []
    for first in range(0, len(exam.heard), BATCH):
        heard, truth = exam.batch(torch.arange(first, min(first + BATCH, len(exam.heard))))
        odds = ear(heard)
        losses.append(float(loss_of(odds, truth)))
        peaks = odds == functional.max_pool1d(odds.transpose(1, 2), 9, 1, 4).transpose(1, 2)
        said = functional.max_pool1d((peaks & (odds > 0)).float().transpose(1, 2), 5, 1, 2).transpose(1, 2) > 0
        true = truth > 0.6
        right = (said & true).sum(dim=(0, 1)) / true.sum(dim=(0, 1))
        given = (peaks & (odds > 0)).float()
        sure = (given * (functional.max_pool1d(true.float().transpose(1, 2), 5, 1, 2).transpose(1, 2))).sum(
            dim=(0, 1)
        ) / given.sum(dim=(0, 1)).clamp(min=1)
        hits.append(torch.cat((right, sure)).cpu())
    recall = torch.stack(hits).mean(dim=0)
    return f"{np.mean(losses):.4f}, beats found {recall[0]:.3f} right {recall[2]:.3f}, downbeats {recall[1]:.3f} {recall[3]:.3f}"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("held", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wait", type=int, default=BATCH)
    parser.add_argument("--width", type=int, default=WIDTH)
    args = parser.parse_args()
    fit(args.lessons, args.held, args.out, args.minutes * 60, Settings(args.seed, args.wait, args.width))


if __name__ == "__main__":
    main()
