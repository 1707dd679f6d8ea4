"""The catalogue's tables. Paths are bytes, as the file system has them: not every name is UTF-8."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from planner.schema import PlannerBase


class TrackRow(PlannerBase):
    """A track. ``path`` is where it plays from, or last did; ``present``: some file of it is there.

    ``folded`` is what a search looks in, ``sorted_by`` what lists are ordered by; ``analysis`` is
    MessagePack.
    """

    __tablename__ = "tracks"
    id: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[bytes] = mapped_column(LargeBinary)
    present: Mapped[bool]
    title: Mapped[str]
    artist: Mapped[str]
    album: Mapped[str]
    genre: Mapped[str]
    isrc: Mapped[str]
    folded: Mapped[str]
    sorted_by: Mapped[str]
    analysis: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (Index("tracks_sorted", "present", "sorted_by", "id"),)


class FileRow(PlannerBase):
    """A file that holds a track; two files of the same sound are one track. ``present``: it was there last
    time."""

    __tablename__ = "files"
    path: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    track: Mapped[str] = mapped_column(ForeignKey("tracks.id"), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    present: Mapped[bool]


class GoneRow(PlannerBase):
    """A track none of whose files is there: the wall time at which that was noticed."""

    __tablename__ = "gone"
    track: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[float]


class SetAsideRow(PlannerBase):
    """A file that can't be used, with its reason; ``size`` and ``mtime_ns`` as they were when it was
    tried."""

    __tablename__ = "set_aside"
    path: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    code: Mapped[str]
    message: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)


class EarRow(PlannerBase):
    """Which version of the ear heard a track; one without a row was heard before ears had versions."""

    __tablename__ = "ears"
    track: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(index=True)


class CorrectionRow(PlannerBase):
    """What a human said of a track, in JSON, and the wall time at which that was."""

    __tablename__ = "corrections"
    track: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    said: Mapped[float] = mapped_column(index=True)
