"""A record collection that nobody can hear: imagined tracks with a beat grid, phrases and places to mix."""

from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from planner.catalogue.analysis import MixPoint, Phrase, Section
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.track import Track
from planner.tournament.imagined import imagined

BARS = 8  # a phrase
INTRO, OUTRO = 4, 4  # phrases


@dataclass(frozen=True)
class Collection:
    """``count`` tracks in ``catalogue``, of four minutes, as from files in ``folder``."""

    catalogue: Catalogue
    folder: Path
    count: int
    seed: int = 0

    def fill(self) -> dict[str, Track]:
        """Put them; by path."""
        tracks = [gridded(track, self.folder) for track in imagined(self.count, self.seed)]
        for number, track in enumerate(tracks):
            self.catalogue.put(track, 1, number)
        return {track.path: track for track in tracks}


def gridded(track: Track, folder: Path) -> Track:
    """``track`` with steady beats of its tempo, an intro and an outro of four phrases each."""
    analysis = track.analysis
    beat = 60.0 / analysis.bpm
    beats = [number * beat for number in range(int(analysis.duration / beat))]
    starts = beats[:: 4 * BARS]
    phrases = [Phrase(start, BARS) for start in starts]
    first, last = starts[INTRO], starts[-OUTRO]
    sections = [
        Section(0.0, first, "intro", 0.3),
        Section(first, last, "drop", 0.8),
        Section(last, analysis.duration, "outro", 0.3),
    ]
    found = replace(
        analysis,
        beats=beats,
        downbeats=beats[::4],
        phrases=phrases,
        sections=sections,
        mix_in=[MixPoint(0.0, INTRO * BARS, "the intro")],
        mix_out=[
            MixPoint(start, (OUTRO - number) * BARS, "the outro") for number, start in enumerate(starts[-OUTRO:-1])
        ],
        embedding=[0.1] * 32,
        waveform=[0.5] * int(10 * analysis.duration),
        waveform_rate=10.0,
    )
    return replace(track, path=str(folder / f"{track.id}.flac"), analysis=found)
