"""What is kept at hand: the beginning of one file in memory, for when it must sound before a disk could answer."""

from engine.memory import Pcm, locked
from engine.programme.segment import Segment


class AtHand:
    """One file's first frames."""

    def __init__(self) -> None:
        self._held: tuple[str, Pcm, bool] = "", locked(0), False

    def keep(self, file: str, pcm: Pcm, *, whole: bool) -> None:
        """``pcm``: its first frames; ``whole``: there are no more."""
        self._held = file, pcm, whole

    def find(self, segment: Segment) -> Pcm | None:
        """All that ``segment`` reads; None where that is another file, or more."""
        file, pcm, whole = self._held
        if file != segment.layout.clip.pcm:
            return None
        enough = segment.lasts(len(pcm)) == segment.end if whole else segment.window()[1] <= len(pcm)
        return pcm if enough else None
