"""Where the weights of a Demucs model are: a folder of the operator's, the cache of the hub, or the hub."""

import socket
import threading
from pathlib import Path

import yaml
from huggingface_hub import constants, hf_hub_download, try_to_load_from_cache

from engine.errors import ModelError
from planner.stems.demucs.weights import PICKLE, Weights

#: Where Demucs' own loader finds them (demucs.hf).
REPOSITORIES = {"htdemucs": "adefossez/HTDemucs", "htdemucs_ft": "adefossez/HTDemucs-ft"}
SUFFIX = ".safetensors"
REACHABLE_SECONDS = 0.7  # that the hub has to answer; by itself its client would try for half a minute


def find_weights(model: str, folder: Path | None, *, pickles: bool, hub: bool) -> Weights:
    """The weights of ``model`` in ``folder``, else in the hub's cache, else from the hub if it may be asked.

    ``pickles``: whether a ``.th`` file may be used, which runs whatever is in it. Raises ModelError within a second
    when there are none.
    """
    if folder is not None:
        return _in_folder(model, folder.expanduser(), pickles)
    kept = _in_cache(model)
    if kept is not None:
        return kept
    if not hub:
        raise ModelError(f"no weights of {model} in the hub's cache: name a folder that has them (stems_weights)")
    return _from_hub(model)


def _in_folder(model: str, folder: Path, pickles: bool) -> Weights:
    bag = folder / f"{model}.yaml"
    signatures, shares = _bag(bag) if bag.is_file() else ((model,), ())
    return Weights(tuple(_file(folder, signature, pickles) for signature in signatures), shares)


def _file(folder: Path, signature: str, pickles: bool) -> str:
    plain = folder / f"{signature}{SUFFIX}"
    if plain.is_file():
        return str(plain)
    pickled = sorted([*folder.glob(f"{signature}{PICKLE}"), *folder.glob(f"{signature}-*{PICKLE}")])
    if not pickled:
        raise ModelError(f"{folder} has no {signature}{SUFFIX}: put the weights there, or name another folder")
    if not pickles:
        raise ModelError(
            f"{pickled[0]} is a pickle, which runs whatever is in it: use {signature}{SUFFIX}, or say "
            "stems_pickles = true if you trust who made it"
        )
    return str(pickled[0])


def _in_cache(model: str) -> Weights | None:
    repository = _repository(model)
    bag = try_to_load_from_cache(repository, f"{model}.yaml")
    if not isinstance(bag, str):
        return None
    signatures, shares = _bag(Path(bag))
    files = [try_to_load_from_cache(repository, f"{signature}{SUFFIX}") for signature in signatures]
    found = tuple(file for file in files if isinstance(file, str))
    return Weights(found, shares) if len(found) == len(files) else None


def _from_hub(model: str) -> Weights:
    if constants.HF_HUB_OFFLINE or not _reachable(constants.ENDPOINT):
        raise ModelError(f"no weights of {model} here, and the hub can't be reached: name a folder that has them")
    try:
        signatures, shares = _bag(Path(hf_hub_download(_repository(model), f"{model}.yaml")))
        files = tuple(hf_hub_download(_repository(model), f"{signature}{SUFFIX}") for signature in signatures)
    except Exception as error:  # the hub's client raises what its many libraries do
        raise ModelError(f"the hub gave no weights of {model} ({error}): name a folder that has them") from error
    return Weights(files, shares)


def _repository(model: str) -> str:
    if model not in REPOSITORIES:
        known = " or ".join(REPOSITORIES)
        raise ModelError(f"the hub is asked for {known}, not for {model}: name a folder that has it (stems_weights)")
    return REPOSITORIES[model]


def _bag(path: Path) -> tuple[tuple[str, ...], tuple[tuple[float, ...], ...]]:
    try:
        bag = yaml.safe_load(path.read_text("utf-8"))
        shares = bag.get("weights") or ()
        return tuple(str(one) for one in bag["models"]), tuple(tuple(float(x) for x in row) for row in shares)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise ModelError(f"{path} names no networks ({error}): get it anew with its weights") from error


def _reachable(endpoint: str) -> bool:
    """Whether anybody answers there soon; a name that nobody resolves may take longer than anybody waits."""
    answered = threading.Event()
    host, _, port = endpoint.partition("://")[2].partition("/")[0].partition(":")
    threading.Thread(target=_call, args=(host, int(port or 443), answered), daemon=True).start()
    return answered.wait(REACHABLE_SECONDS)


def _call(host: str, port: int, answered: threading.Event) -> None:
    try:
        with socket.create_connection((host, port), timeout=REACHABLE_SECONDS):
            answered.set()
    except OSError:
        return
