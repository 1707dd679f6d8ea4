"""Tracks that are gone: known for as long as they may come back, and then no longer."""

from sqlalchemy import delete, insert, literal, select

from planner.catalogue.models import EarRow, FileRow, GoneRow, TrackRow
from planner.database import Database
from planner.retention import trim
from planner.schema import table_of


def forget_gone(database: Database, now: float, before: float) -> None:
    """Note which tracks are gone at the wall time ``now``, and forget those that were before ``before``. What the
    playlog and the ballots say of them stays, and what humans said. Raises StorageError."""
    present = select(TrackRow.id).where(TrackRow.present)
    noted = select(GoneRow.track)
    news = select(TrackRow.id, literal(now)).where(~TrackRow.present, TrackRow.id.not_in(noted))
    with database.write() as connection:
        connection.execute(delete(GoneRow).where(GoneRow.track.in_(present)))
        connection.execute(insert(table_of(GoneRow)).from_select(["track", "since"], news))
    old = select(GoneRow.track).where(GoneRow.since < before)
    trim(database, FileRow, FileRow.track.in_(old) & ~FileRow.present)
    trim(database, TrackRow, TrackRow.id.in_(old) & ~TrackRow.present)
    trim(database, GoneRow, GoneRow.since < before)
    trim(database, EarRow, EarRow.track.not_in(select(TrackRow.id)))
