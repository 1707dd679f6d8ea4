"""The catalogue as columns: what rules and features need of every track, one array each, so that ten thousand
tracks are judged at once."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.track import Track
from planner.choosing import artists, camelot, genre
from planner.choosing.window import Window, intensity, share, way_in, way_out

BANDS = 5
_NOWHERE = np.zeros(0, np.int64)

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


class Columns:
    """``n`` tracks. Float columns are float32 of shape (n,), ``spectrum`` (n, 5), ``key`` and ``genre`` int64
    indices of :mod:`camelot` and :mod:`genre`; ``bpm`` is 0 where there is no tempo."""

    def __init__(
        self,
        tracks: Sequence[Track],
        out_windows: Sequence[Window] | None = None,
        in_windows: Sequence[Window] | None = None,
    ) -> None:
        analyses = [track.analysis for track in tracks]
        outs = out_windows or [way_out(track) for track in analyses]
        ins = in_windows or [way_in(track) for track in analyses]
        self.tracks = list(tracks)
        self.bpm = _floats(track.bpm if np.isfinite(track.bpm) and track.bpm > 0 else 0.0 for track in analyses)
        self.key = np.array([camelot.index_of(track.key.camelot) for track in analyses], np.int64)
        self.key_confidence = _floats(track.key.confidence for track in analyses)
        self.energy = _floats(track.energy for track in analyses)
        self.genres = [genre.normalise(track.tags.genre) for track in tracks]
        self.genre = np.array([genre.index_of(name) for name in self.genres], np.int64)
        self.lufs = _floats(track.loudness.integrated_lufs for track in analyses)
        self.duration = _floats(track.duration for track in analyses)
        self.trusted = np.array([track.trusted for track in analyses], bool)
        self.spectrum = np.array([track.spectrum for track in analyses], np.float32).reshape(-1, BANDS)
        self.section_out = _floats(map(intensity, analyses, outs))
        self.section_in = _floats(map(intensity, analyses, ins))
        self.vocals_out = _floats(map(share, (track.vocals for track in analyses), outs))
        self.vocals_in = _floats(map(share, (track.vocals for track in analyses), ins))
        self.names = [artists.names(track.tags.artist, track.tags.title) for track in tracks]
        self._by_name = _rows((name, row) for row, names in enumerate(self.names) for name in names)
        self._by_title = _rows((artists.title_key(track.tags.title), row) for row, track in enumerate(tracks))
        self._by_id = _rows((track.id, row) for row, track in enumerate(tracks))

    def __len__(self) -> int:
        return len(self.tracks)

    def rows_of(self, track_id: str) -> Rows:
        """Where the track with this id is, (1,); (0,) where it isn't."""
        return self._by_id.get(track_id, _NOWHERE)

    def rows_by(self, name: str) -> Rows:
        """The tracks (k,) with this normalised name on their artist line."""
        return self._by_name.get(name, _NOWHERE)

    def rows_called(self, title_key: str) -> Rows:
        """The tracks (k,) with this title, versions alike."""
        return self._by_title.get(title_key, _NOWHERE)


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, np.float32)


def _rows(pairs: Iterable[tuple[str, int]]) -> dict[str, Rows]:
    found: dict[str, list[int]] = {}
    for word, row in pairs:
        found.setdefault(word, []).append(row)
    return {word: np.array(rows, np.int64) for word, rows in found.items()}
