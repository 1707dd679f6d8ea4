"""The stations of the choir cross from piece to piece one after the other, never all at once and never none."""

from pathlib import Path

from benchmarks.choir import BEGINNINGS, CROSS, RATE, beginning, plant
from engine.journal.journal import Journal
from engine.places import Places
from engine.units import FRAME_BYTES

MINUTE = 60 * RATE


def test_at_any_time_the_same_share_of_stations_crosses(tmp_path: Path) -> None:
    pcm = [tmp_path / f"{name}.f32" for name in "ab"]
    for path in pcm:
        with path.open("wb") as file:
            file.truncate(MINUTE * FRAME_BYTES)
    programmes = []
    for number in range(BEGINNINGS):
        places = Places(tmp_path / str(number)).make()
        plant(places, pcm, beginning(number))
        programmes.append(Journal(places.journal, RATE).replay().programme)
    for frame in range(CROSS // 2 + CROSS, 3 * MINUTE, CROSS):
        sounding = [len(programme.sounding(frame, frame + 1)) for programme in programmes]
        assert sorted(sounding) == [1] * (BEGINNINGS - 1) + [2]
