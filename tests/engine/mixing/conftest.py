"""A seam that has a bit of everything, and how it sounds."""

import pytest

from engine.mixing import offline
from engine.programme.programme import Programme
from tests.support.mixers import SEAM, bit_of_everything
from tests.support.mixing import RATE, Pcm, Shelf


@pytest.fixture(scope="module")
def seam(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return bit_of_everything(Shelf(tmp_path_factory.mktemp("pcm")))


@pytest.fixture(scope="module")
def aired(seam: Programme) -> Pcm:
    return offline.render(seam, 0, SEAM, RATE)
