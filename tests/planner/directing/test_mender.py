"""A prepared track that vanishes or shrinks while the programme plays it is there again, the same to the sample."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.errors import SetAside
from engine.places import Places
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Splice
from planner.catalogue.track import Track
from planner.directing.crate import Crate
from planner.directing.mender import Mender
from planner.directing.offline_air import OfflineAir
from planner.directing.shelf import Shelf
from planner.jobs import Inline
from planner.library.prepare import prepare_pcm
from planner.store import Store
from stations.demo.library import short_piece
from tests.support.tracks import truth_track

RATE = 44_100
SECONDS = 12.0


class Scene:
    """A track of twelve seconds on the programme, and who keeps it whole."""

    def __init__(self, folder: Path) -> None:
        places = Places(folder).make()
        path = folder / "piece.wav"
        self.track: Track = truth_track(short_piece(path, bpm=120.0, seconds=SECONDS, fmt="wav"), path)
        with Store.open(places, "planner") as store:
            store.catalogue.put(self.track, 1, 1)
            self.shelf = Shelf(store.catalogue)
        self.air = OfflineAir(RATE, -16.0, 60 * RATE, lambda samples: None)
        self.crate = Crate(places.pcm, RATE, 10**10, Inline(), list)
        self.pcm = self.crate.path(self.track)
        prepare_pcm(path, self.pcm, RATE)
        self.before = self.pcm.read_bytes()
        frames = len(self.before) // 8
        clip = Clip(at=0, length=frames, lane=0, pcm=str(self.pcm), map=plain_map(frames, 0), track=self.track.id)
        asyncio.run(self.air.splice(Splice(at=0, clips=[clip], marks=[])))

    def look(self) -> None:
        asyncio.run(Mender(self.air, self.shelf, self.crate).look())


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


@pytest.mark.parametrize("strike", [Path.unlink, lambda path: os.truncate(path, 400_000)])
def test_what_is_struck_is_whole_again(scene: Scene, strike: Callable[[Path], None]) -> None:
    strike(scene.pcm)
    scene.look()
    assert scene.pcm.read_bytes() == scene.before


def test_what_is_whole_is_left_alone(scene: Scene) -> None:
    inode = scene.pcm.stat().st_ino
    scene.look()
    assert scene.pcm.stat().st_ino == inode


def test_a_track_whose_file_is_gone_too_is_tried_again_later(scene: Scene) -> None:
    scene.pcm.unlink()
    source = Path(scene.track.path)
    source.rename(source.with_suffix(".away"))
    mender = Mender(scene.air, scene.shelf, scene.crate)
    asyncio.run(mender.look())
    assert not scene.pcm.exists()
    source.with_suffix(".away").rename(source)
    for _ in range(10):
        asyncio.run(mender.look())
    assert scene.pcm.read_bytes() == scene.before


def test_a_track_whose_file_became_shorter_is_not_prepared_again_and_again(scene: Scene) -> None:
    scene.pcm.unlink()
    short_piece(Path(scene.track.path), bpm=120.0, seconds=SECONDS - 2, fmt="wav")
    mender = Mender(scene.air, scene.shelf, scene.crate)
    asyncio.run(mender.look())
    inode = scene.pcm.stat().st_ino
    asyncio.run(mender.look())
    assert scene.pcm.stat().st_ino == inode


def test_what_was_cut_is_not_fetched_as_it_is(scene: Scene) -> None:
    os.truncate(scene.pcm, 400_000)
    assert asyncio.run(scene.crate.fetch(scene.track)).read_bytes() == scene.before


def test_who_can_not_be_decoded_is_set_aside(scene: Scene, tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"no music")
    with pytest.raises(SetAside):
        asyncio.run(scene.crate.prepare(replace(scene.track, id="broken", path=str(broken))))
