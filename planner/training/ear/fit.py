"""Fits the network to a folder of lessons, on a GPU where there is one. Needs torch and NumPy, nothing else.

``python3 -m planner.training.ear.fit LESSONS HELD OUT.npz [--minutes M] [--seed N] [--wait N]``: files that appear in
LESSONS while it runs are taken in; it begins when there are so many lessons. HELD: lessons that are only looked at."""

import argparse
import copy
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from planner.training.ear.augment import disguise, draw_crops
from planner.training.ear.exam import BATCH, examine, loss_of
from planner.training.ear.network import WIDTH, Ear
from planner.training.ear.result import Result
from planner.training.ear.school import School

FRAMES = 1280  # 30 s of each lesson at a time
RATE = 3e-3  # the highest, of AdamW
WARM = 0.06  # of the time
AVERAGED = 0.998  # share kept of the running mean of weights
TELL = 10  # epochs

#: Hears of the share of the time that has passed, and how well it knows its lessons by now.
Tell = Callable[[float, str], None]


@dataclass(frozen=True)
class Effort:
    """``seconds`` of learning; ``wait``: for so many lessons; ``width`` of the network."""

    seconds: float
    seed: int = 0
    wait: int = BATCH
    width: int = WIDTH


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


class Course:
    """One network's learning; the rate falls with the time that is left."""

    def __init__(self, school: School, device: torch.device, effort: Effort) -> None:
        self.ear = Ear(effort.width).to(device)
        self.mean = RunningMean(self.ear)
        self._school = school
        self._seconds = effort.seconds
        self._began = time.monotonic()
        self._optimiser = torch.optim.AdamW(self.ear.parameters(), lr=RATE, weight_decay=0.02)
        self._normalise()

    @property
    def passed(self) -> float:
        """The share of the time."""
        return min(1.0, (time.monotonic() - self._began) / self._seconds)

    def _normalise(self) -> None:
        some = torch.cat([heard[::8].float() for heard in self._school.heard[:512]])
        for ear in (self.ear, self.mean.ear):
            ear.mean.copy_(some.mean(dim=0))
            ear.scale.copy_(some.std(dim=0) + 0.1)

    def epoch(self) -> float:
        """Hear every lesson once, while there is time; the mean loss."""
        self.ear.train()
        order, losses = torch.randperm(len(self._school)), []
        for first in range(0, len(order), BATCH):
            losses.append(self._step(order[first : first + BATCH]))
            if self.passed >= 1:
                break
        return float(torch.stack(losses).mean())

    def _step(self, lessons: torch.Tensor) -> torch.Tensor:
        passed = self.passed
        for group in self._optimiser.param_groups:
            group["lr"] = RATE * min(passed / WARM, 0.5 + 0.5 * np.cos(np.pi * passed)) + 1e-6
        heard, truth = draw_crops(*self._school.batch(lessons), FRAMES)
        loss = loss_of(self.ear(disguise(heard)), truth)
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.ear.parameters(), 1.0)
        self._optimiser.step()
        self.mean.update(self.ear)
        return loss.detach()


def fit(lessons: Path, held: Path, out: Path, effort: Effort, tell: Tell) -> tuple[Ear, Result, int]:
    """The network, what it knows of the lessons that were held out, and how many it learned from. Its weights are
    written to ``out`` now and then: a run that is cut leaves a network too."""
    torch.manual_seed(effort.seed)
    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.benchmark = True  # the shapes never change
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    school, exam = School(lessons, device), School(held, device)
    while school.refresh() < effort.wait:
        time.sleep(1)
    exam.refresh()
    course, epochs = Course(school, device, effort), 0
    while course.passed < 1:
        loss = course.epoch()
        if epochs % TELL == 0:
            write(course.mean.ear, out)
            tell(
                course.passed, f"epoch {epochs} of {len(school)}: {loss:.4f}, held out {examine(course.mean.ear, exam)}"
            )
        epochs += 1
        school.refresh()
    write(course.mean.ear, out)
    result = examine(course.mean.ear, exam)
    tell(1.0, f"held out {result}")
    return course.mean.ear, result, len(school)


def write(ear: Ear, out: Path) -> None:
    """The weights, by their names in torch."""
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_suffix(".partial")
    with partial.open("wb") as file:
        np.savez(file, **{name: value.cpu().numpy() for name, value in ear.state_dict().items()})
    partial.rename(out)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("lessons", "held", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wait", type=int, default=BATCH)
    parser.add_argument("--width", type=int, default=WIDTH)
    args = parser.parse_args()
    effort = Effort(args.minutes * 60, args.seed, args.wait, args.width)
    fit(args.lessons, args.held, args.out, effort, lambda passed, words: print(f"{passed:.0%} {words}", flush=True))


if __name__ == "__main__":
    main()
