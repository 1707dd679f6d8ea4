"""What a network knows of lessons that it has not learned from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """The loss; of ``beats`` and ``downbeats`` the share of those there are that was found, and of those that were said
    the share that is right."""

    loss: float
    beats: tuple[float, float]
    downbeats: tuple[float, float]

    def __str__(self) -> str:
        found, right = zip(self.beats, self.downbeats, strict=True)
        words = (
            f"{what} found {one:.3f} right {other:.3f}"
            for what, one, other in zip(("beats", "downbeats"), found, right, strict=True)
        )
        return f"{self.loss:.4f}, " + ", ".join(words)
