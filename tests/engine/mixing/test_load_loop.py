"""The loader's thread outlives whatever one of its looks fails of."""

from pathlib import Path

from engine.mixing.load_loop import LoadLoop
from engine.mixing.mixer import Mixer
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Programme
from tests.support.mixing import RATE, Shelf, noise
from tests.support.wait import eventually


def test_a_look_that_fails_is_followed_by_another(tmp_path: Path) -> None:
    told = []

    def fail(message: str) -> None:
        told.append(message)
        raise ValueError(message)

    shelf = Shelf(tmp_path)
    clip = Clip(at=0, length=RATE, lane=0, pcm=str(tmp_path / "tone.f32"), map=plain_map(RATE, 0))
    mixer = Mixer(RATE, on_trouble=fail)
    mixer.follow(Programme(clips=[clip]))
    loop = LoadLoop(mixer, 2 * RATE)
    loop.start()
    eventually(lambda: bool(told))
    shelf.store(noise(RATE))
    loop.wake()
    eventually(lambda: mixer.held(clip) == clip.end)
    loop.stop()
