"""Demucs with small random weights, saved and loaded by its own code; where torch is installed."""

import json
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="NOT TESTED: splitting by Demucs, which wants torch (the extra gpu)")
pytest.importorskip("demucs", reason="NOT TESTED: splitting by Demucs (the extra gpu)")

from demucs.htdemucs import HTDemucs  # noqa: E402
from huggingface_hub import constants  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

from engine.errors import ModelError  # noqa: E402
from planner.stems.demucs.find import find_weights  # noqa: E402
from planner.stems.demucs.splitter import DemucsSplitter  # noqa: E402
from planner.stems.demucs.weights import Weights  # noqa: E402
from planner.stems.splitting import Splitting, demucs_splitting  # noqa: E402
from planner.stems.stems import STEMS, Pcm  # noqa: E402

RATE = 44_100


def network(seed: int) -> Any:
    torch.manual_seed(seed)
    return HTDemucs(
        sources=["drums", "bass", "other", "vocals"], channels=8, dconv_mode=3, growth=2, nfft=4096, depth=4,
        bottom_channels=16, t_layers=1, t_heads=2, segment=Fraction(2), samplerate=RATE,
    )  # fmt: skip


def save(path: Path, net: Any) -> None:
    """As Demucs' hub has them: the class and its arguments in the metadata."""
    args, kwargs = net._init_args_kwargs
    told = {"_type": "fraction", "numerator": kwargs["segment"].numerator, "denominator": 1}
    kwargs = {key: told if key == "segment" else value for key, value in kwargs.items()}
    metadata = {"klass": "demucs.htdemucs.HTDemucs", "args": json.dumps(args), "kwargs": json.dumps(kwargs)}
    save_file({key: value.contiguous() for key, value in net.state_dict().items()}, str(path), metadata)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    for number in range(4):
        save(folder / f"net{number}.safetensors", network(number))
    (folder / "one.yaml").write_text("models: ['net0']")
    rows = ["[1, 0, 0, 0]", "[0, 1, 0, 0]", "[0, 0, 1, 0]", "[0, 0, 0, 1]"]
    (folder / "four.yaml").write_text(f"models: [net0, net1, net2, net3]\nweights: [{', '.join(rows)}]")
    return folder


def noise(seconds: float, seed: int = 0) -> Pcm:
    return np.random.default_rng(seed).normal(size=(round(seconds * RATE), 2), scale=0.1).astype(np.float32)


def splitter(folder: Path, model: str = "one", *, half: bool = False) -> DemucsSplitter:
    return DemucsSplitter(find_weights(model, folder, pickles=False, hub=False), "cpu", half=half)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_stems_add_up(folder: Path, rate: int) -> None:
    sound = noise(3.3)
    stems = splitter(folder).split([sound], rate)[0]
    assert np.abs(sum(stems[name] for name in STEMS) - sound).max() < 1e-5
    assert all(stems[name].shape == sound.shape for name in STEMS)


def test_one_segment_is_what_demucs_itself_makes_of_it(folder: Path) -> None:
    sound = noise(2.0)
    ours = splitter(folder).split([sound], RATE)[0]
    whole = torch.from_numpy(sound.T.copy())
    mean, deviation = whole.mean(0).mean(), whole.mean(0).std() + 1e-8
    with torch.inference_mode():
        theirs = network(0).eval()(((whole - mean) / deviation)[None])[0] * deviation + mean
    assert np.allclose(ours.drums, theirs[0].numpy().T, atol=1e-4)
    assert np.allclose(ours.vocals, theirs[3].numpy().T, atol=1e-4)


def test_sounds_split_together_are_as_split_alone(folder: Path) -> None:
    one, other = noise(2.5, 1), noise(4.1, 2)
    together, alone = splitter(folder).split([one, other], RATE), splitter(folder).split([other], RATE)
    assert np.allclose(together[1].drums, alone[0].drums, atol=1e-5)


def test_a_bag_takes_each_stem_from_its_network(folder: Path) -> None:
    sound = noise(2.0)
    bag = splitter(folder, "four").split([sound], RATE)[0]
    single = DemucsSplitter(Weights((str(folder / "net3.safetensors"),)), "cpu", half=False).split([sound], RATE)[0]
    assert np.allclose(bag.vocals, single.vocals, atol=1e-5)
    assert not np.allclose(bag.drums, single.drums, atol=1e-5)


def test_half_precision_is_near_the_whole_one(folder: Path) -> None:
    sound = noise(2.0)
    whole, half = splitter(folder), splitter(folder, half=True)
    error = half.split([sound], RATE)[0].drums - whole.split([sound], RATE)[0].drums
    assert 10 * np.log10(np.mean(error**2) / np.mean(sound**2)) < -20


def test_a_pickle_wants_consent(folder: Path, tmp_path: Path) -> None:
    torch.save({"klass": HTDemucs}, tmp_path / "other-12345678.th")
    with pytest.raises(ModelError, match="stems_pickles"):
        find_weights("other", tmp_path, pickles=False, hub=False)
    assert find_weights("other", tmp_path, pickles=True, hub=False).files == (str(tmp_path / "other-12345678.th"),)


def test_a_pickle_that_was_consented_to_is_loaded(tmp_path: Path) -> None:
    from demucs.states import get_state  # noqa: PLC0415

    net = network(0)
    args, kwargs = net._init_args_kwargs
    package = {"klass": HTDemucs, "args": args, "kwargs": kwargs, "state": get_state(net, None, half=True)}
    torch.save(package, tmp_path / "small.th")
    weights = find_weights("small", tmp_path, pickles=True, hub=False)
    assert DemucsSplitter(weights, "cpu", half=False).split([noise(1.0)], RATE)[0].bass.shape == (RATE, 2)


def test_a_folder_without_the_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no mine\.safetensors"):
        find_weights("mine", tmp_path, pickles=False, hub=False)


@pytest.mark.parametrize("bad", ["", "models: 3", "weights: []", "\x00"])
def test_a_bag_that_names_nothing(tmp_path: Path, bad: str) -> None:
    (tmp_path / "mine.yaml").write_text(bad)
    with pytest.raises(ModelError, match="names no networks"):
        find_weights("mine", tmp_path, pickles=False, hub=False)


def test_weights_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "mine.safetensors").write_bytes(b"\x10\x00\x00\x00\x00\x00\x00\x00nothing of the sort")
    with pytest.raises(ModelError, match="holds no Demucs network"):
        DemucsSplitter(find_weights("mine", tmp_path, pickles=False, hub=False), "cpu", half=False)


def test_a_gpu_that_is_not_there(folder: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(ModelError, match="torch finds no GPU"):
        DemucsSplitter(find_weights("one", folder, pickles=False, hub=False), "cuda", half=False)


def test_a_hub_that_nobody_reaches_is_given_up_within_a_second(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "ENDPOINT", "https://192.0.2.1")  # for documentation: nobody answers there
    began = time.monotonic()
    found, why = demucs_splitting("htdemucs", None, pickles=False, hub=True, device="auto", half=False)
    assert time.monotonic() - began < 5.0, "not the 23 s that the hub's client takes by itself"
    assert found == Splitting()
    assert "can't be reached" in why
