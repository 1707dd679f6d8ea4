"""What is on air when: marks and clips of the programme, asked by frame."""

from collections.abc import Sequence

from msgspec import Struct

from engine.programme.clip import Clip
from engine.programme.programme import Mark

KEPT_SECONDS = 600.0  # how long a passed mark stays known: longer than any listener's buffer


class Timeline(Struct, frozen=True, kw_only=True):
    """A copy of the engine's programme at one moment; marks by frame."""

    sample_rate: int = 44_100
    marks: tuple[Mark, ...] = ()
    clips: tuple[Clip, ...] = ()

    def track_at(self, frame: int) -> Mark | None:
        """The mark of the track whose title is shown at ``frame``; before the first one, the first one."""
        past = [mark for mark in self.titles() if mark.at <= frame]
        return past[-1] if past else next(iter(self.titles()), None)

    def track_after(self, frame: int) -> Mark | None:
        """The mark of the next title behind ``frame``."""
        current = self.track_at(frame)
        return next((mark for mark in self.titles() if mark.at > frame and mark is not current), None)

    def ident_at(self, frame: int) -> Mark | None:
        """The station's ident, where it plays: until its end, or until a track takes over."""
        idents = [mark for mark in self.marks if mark.kind == "ident" and covers(mark, frame)]
        over = max((mark.at for mark in self.titles() if mark.at <= frame), default=-1)
        return next((mark for mark in reversed(idents) if mark.at > over), None)

    def seam_from(self, frame: int) -> Mark | None:
        """The seam that sounds at ``frame``, else the next one."""
        return next((mark for mark in self.seams() if mark.at + mark.length > frame), None)

    def titles(self) -> list[Mark]:
        """The marks that change the title."""
        return [mark for mark in self.marks if mark.kind == "track"]

    def seams(self) -> list[Mark]:
        """The marks of seams."""
        return [mark for mark in self.marks if mark.kind == "transition"]

    def follow(self, marks: Sequence[Mark], clips: Sequence[Clip], sample_rate: int, head: int) -> "Timeline":
        """The timeline after the engine said what is planned; what it forgot stays for late listeners."""
        first = min((mark.at for mark in marks), default=head)
        oldest = head - round(KEPT_SECONDS * sample_rate)
        kept = [mark for mark in self.marks if oldest <= mark.at < min(first, head)]
        played = [clip for clip in self.clips if oldest <= clip.end <= head and clip not in clips]
        return Timeline(sample_rate=sample_rate, marks=(*kept, *marks), clips=(*played, *clips))


def covers(mark: Mark, frame: int) -> bool:
    """Whether ``mark`` sounds at ``frame``."""
    return mark.at <= frame < mark.at + mark.length


def number(mark: Mark, key: str) -> float | None:
    """A number of the mark's data; None when the planner did not give it."""
    value = mark.data.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def text(mark: Mark, key: str) -> str | None:
    """A text of the mark's data; None when the planner did not give it."""
    value = mark.data.get(key)
    return value if isinstance(value, str) and value else None


def texts(mark: Mark, key: str) -> list[str]:
    """A list of texts of the mark's data."""
    value = mark.data.get(key)
    return [str(item) for item in value] if isinstance(value, list | tuple) else []
