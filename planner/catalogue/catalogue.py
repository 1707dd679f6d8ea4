"""The catalogue: every track that is known, which files hold it, and which files were set aside."""

import os
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, Select, delete, func, select, update

from planner.catalogue.analysis import Analysis
from planner.catalogue.correction import Correction, corrected
from planner.catalogue.fold import fold, pattern, storable
from planner.catalogue.gone import forget_gone
from planner.catalogue.models import CorrectionRow, EarRow, FileRow, SetAsideRow, TrackRow
from planner.catalogue.track import Tags, Track
from planner.database import Database, upsert

CHUNK = 200  # tracks held at a time while going through all of them; some 50 kB each

_decode = msgspec.msgpack.Decoder(Analysis).decode
_encode = msgspec.msgpack.Encoder().encode
_correction = msgspec.json.Decoder(Correction).decode

#: Tracks with what humans said of them.
_TRACKS = select(TrackRow.__table__, CorrectionRow.body.label("correction")).outerjoin(
    CorrectionRow, CorrectionRow.track == TrackRow.id
)


class KnownFile(NamedTuple):
    """A file as it was when it was put: ``size`` bytes, changed at ``mtime_ns``, holding track ``id``."""

    size: int
    mtime_ns: int
    id: str


class SetAsideFile(Struct, frozen=True):
    """A file that can't be used: ``code`` is stable, ``message`` for people; size and time as when it was
    tried."""

    path: str
    code: str
    message: str
    size: int
    mtime_ns: int


class Catalogue:
    """Tracks by their content. A track is *present* while some file of it is; what is gone stays known,
    because the playlog and the votes speak of it, but it is not listed and not played. Its analysis is what was heard,
    and what a human said where one did.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, track: Track, size: int, mtime_ns: int) -> None:
        """Store ``track`` as it was heard, found in the file ``track.path``; whatever that file held or was set aside
        for is over."""
        path = os.fsencode(track.path)
        with self._database.write() as connection:
            before = connection.execute(select(FileRow.track).where(FileRow.path == path)).scalar()
            upsert(connection, TrackRow, _columns(track))
            upsert(connection, EarRow, {"track": track.id, "version": track.analysis.ear})
            file = {"path": path, "track": track.id, "size": size, "mtime_ns": mtime_ns, "present": True}
            upsert(connection, FileRow, file)
            connection.execute(delete(SetAsideRow).where(SetAsideRow.path == path))
            for one in {before, track.id} - {None}:
                _settle(connection, str(one))

    def file_known(self, path: str) -> KnownFile | None:
        """The file at ``path`` as it was put; None where it is unknown or was forgotten."""
        chosen = select(FileRow.size, FileRow.mtime_ns, FileRow.track).where(
            FileRow.path == os.fsencode(path), FileRow.present
        )
        with self._database.read() as connection:
            row = connection.execute(chosen).first()
        return None if row is None else KnownFile(row.size, row.mtime_ns, row.track)

    def known_files(self) -> dict[str, KnownFile]:
        """Every file that was there last time, by path."""
        chosen = select(FileRow.path, FileRow.size, FileRow.mtime_ns, FileRow.track).where(FileRow.present)
        with self._database.read() as connection:
            rows = connection.execute(chosen).all()
        return {os.fsdecode(row.path): KnownFile(row.size, row.mtime_ns, row.track) for row in rows}

    def track(self, id: str) -> Track | None:
        """The track ``id``, present or not."""
        with self._database.read() as connection:
            row = connection.execute(_TRACKS.where(TrackRow.id == id)).first()
        return None if row is None else _track(row)

    def heard(self, id: str) -> Track | None:
        """The track ``id`` as it was heard, whatever a human said."""
        with self._database.read() as connection:
            row = connection.execute(select(TrackRow.__table__).where(TrackRow.id == id)).first()
        return None if row is None else _as_heard(row)

    def heard_before(self, version: int, limit: int, first: Sequence[str] = ()) -> list[str]:
        """Present tracks that no ear of ``version`` or a later one has heard, ``limit`` at most; those of ``first``
        before all others, in its order."""
        known = select(TrackRow.id).outerjoin(EarRow, EarRow.track == TrackRow.id)
        old = known.where(TrackRow.present, func.coalesce(EarRow.version, 0) < version)
        with self._database.read() as connection:
            wanted = set(connection.execute(old.where(TrackRow.id.in_(first))).scalars())
            rest = connection.execute(old.order_by(TrackRow.id).limit(limit + len(wanted))).scalars().all()
        ids = [id for id in dict.fromkeys(first) if id in wanted] + [id for id in rest if id not in wanted]
        return ids[:limit]

    def hear_again(self, id: str, analysis: Analysis) -> None:
        """A track that is known was heard anew: that is its analysis from now on."""
        with self._database.write() as connection:
            heard = update(TrackRow).where(TrackRow.id == id)
            connection.execute(heard.values(analysis=_encode(analysis)))
            upsert(connection, EarRow, {"track": id, "version": analysis.ear})

    def correct(self, id: str, correction: Correction, now: float) -> None:
        """What a human says of track ``id`` at the wall time ``now``, instead of what was said before; an empty
        correction takes it back."""
        row = {"track": id, "body": msgspec.json.encode(correction), "said": now}
        with self._database.write() as connection:
            upsert(connection, CorrectionRow, row)

    def correction(self, id: str) -> Correction:
        """What humans said of track ``id``, last."""
        with self._database.read() as connection:
            body = connection.execute(select(CorrectionRow.body).where(CorrectionRow.track == id)).scalar()
        return Correction() if body is None else _correction(body)

    def last_correction(self) -> float:
        """When a human last said something of any track, wall time; 0.0 when never."""
        with self._database.read() as connection:
            return connection.execute(select(func.coalesce(func.max(CorrectionRow.said), 0.0))).scalar_one()

    def tracks(self, query: str = "", limit: int = 50, offset: int = 0) -> list[Track]:
        """Present tracks whose title, artist, album or genre contain every word of ``query``, by artist and
        title."""
        chosen = _matching(_TRACKS, query).order_by(TrackRow.sorted_by, TrackRow.id)
        with self._database.read() as connection:
            rows = connection.execute(chosen.limit(limit).offset(offset)).all()
        return [_track(row) for row in rows]

    def count(self, query: str = "") -> int:
        """How many tracks :meth:`tracks` would list without a limit."""
        with self._database.read() as connection:
            return connection.execute(_matching(select(func.count()), query)).scalar_one()

    def all(self) -> Iterator[Track]:
        """Every present track, by id, a few in memory at a time; no lock is held between them."""
        last = ""
        while rows := self._after(last):
            for row in rows:
                yield _track(row)
            last = rows[-1].id

    def move(self, id: str, path: str) -> None:
        """A file of track ``id`` now lies at ``path``: the one that is gone, else the one it played from."""
        new = os.fsencode(path)
        of_track = select(FileRow.path).where(FileRow.track == id, FileRow.path != new)
        with self._database.write() as connection:
            old = connection.execute(of_track.order_by(FileRow.present, FileRow.path)).scalar()
            if old is None:
                return
            connection.execute(delete(FileRow).where(FileRow.path == new))
            moved = update(FileRow).where(FileRow.path == old)
            connection.execute(moved.values(path=new, present=True))
            connection.execute(delete(SetAsideRow).where(SetAsideRow.path == new))
            _settle(connection, id)

    def forget(self, path: str) -> None:
        """The file at ``path`` is gone: its track stays known, and present if another file holds it."""
        self._presence(FileRow.path == os.fsencode(path), False)

    def restore(self, path: str, size: int, mtime_ns: int) -> bool:
        """Whether a forgotten file came back just as it was; then its track is present again, unheard
        anew."""
        same = (FileRow.path == os.fsencode(path)) & (FileRow.size == size) & (FileRow.mtime_ns == mtime_ns)
        return self._presence(same, True)

    def set_aside(self, path: str, code: str, message: str, size: int = 0, mtime_ns: int = 0) -> None:
        """The file at ``path`` can't be used, and why; if it was a track's file it no longer is."""
        self.forget(path)
        row = {"path": os.fsencode(path), "code": code, "message": storable(message)}
        with self._database.write() as connection:
            upsert(connection, SetAsideRow, {**row, "size": size, "mtime_ns": mtime_ns})

    def set_aside_list(self) -> list[SetAsideFile]:
        """Every file that was set aside, by path."""
        with self._database.read() as connection:
            rows = connection.execute(select(SetAsideRow.__table__).order_by(SetAsideRow.path)).all()
        return [SetAsideFile(os.fsdecode(row.path), *row[1:]) for row in rows]

    def count_set_aside(self) -> int:
        """How many files :meth:`set_aside_list` would list."""
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(SetAsideRow)).scalar_one()

    def clear_set_aside(self, path: str) -> None:
        """The file at ``path`` is worth another try, or gone."""
        with self._database.write() as connection:
            connection.execute(delete(SetAsideRow).where(SetAsideRow.path == os.fsencode(path)))

    def prune(self, now: float, before: float) -> None:
        """Forget tracks whose files were all gone before the wall time ``before``; it is ``now``."""
        forget_gone(self._database, now, before)

    def _after(self, last: str) -> list[Row[Any]]:
        chosen = _TRACKS.where(TrackRow.present, TrackRow.id > last)
        with self._database.read() as connection:
            return list(connection.execute(chosen.order_by(TrackRow.id).limit(CHUNK)).all())

    def _presence(self, which: Any, present: bool) -> bool:
        with self._database.write() as connection:
            tracks = connection.execute(select(FileRow.track).where(which)).scalars().all()
            connection.execute(update(FileRow).where(which).values(present=present))
            for track in set(tracks):
                _settle(connection, track)
        return bool(tracks)


def _matching(chosen: Select[Any], query: str) -> Select[Any]:
    chosen = chosen.where(TrackRow.present)
    for word in fold(storable(query)).split():
        chosen = chosen.where(TrackRow.folded.like(pattern(word), escape="\\"))
    return chosen


def _settle(connection: Connection, track: str) -> None:
    """Let the track's row say what its files say: where it plays from, and whether it is there."""
    files = select(FileRow.path).where(FileRow.track == track, FileRow.present).order_by(FileRow.path)
    path = connection.execute(files.limit(1)).scalar()
    state: dict[str, object] = {"present": False} if path is None else {"present": True, "path": path}
    connection.execute(update(TrackRow).where(TrackRow.id == track).values(state))


def _columns(track: Track) -> dict[str, object]:
    tags = {name: storable(text) for name, text in msgspec.structs.asdict(track.tags).items()}
    return {
        "id": track.id,
        "path": os.fsencode(track.path),
        "present": True,
        **tags,
        "folded": " ".join(fold(tags[name]) for name in ("title", "artist", "album", "genre")),
        "sorted_by": fold(f"{tags['artist']} {tags['title']}"),
        "analysis": _encode(track.analysis),
    }


def _track(row: Row[Any]) -> Track:
    """A row of :data:`_TRACKS`."""
    track = _as_heard(row)
    if row.correction is None:
        return track
    return msgspec.structs.replace(track, analysis=corrected(track.analysis, _correction(row.correction)))


def _as_heard(row: Row[Any]) -> Track:
    tags = Tags(title=row.title, artist=row.artist, album=row.album, genre=row.genre, isrc=row.isrc)
    return Track(id=row.id, path=os.fsdecode(row.path), tags=tags, analysis=_decode(row.analysis))
