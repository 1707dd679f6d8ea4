"""Sound cards, by PyAudio."""

import contextlib
import difflib
import os
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from engine.card.settings import CardSettings
from engine.errors import OutputTrouble, UsageError

INSTALL = "install the extra `club` (pip install everset[club]; on Debian portaudio19-dev first)"
DEFAULT = "default"
USUAL = (44_100, 48_000, 88_200, 96_000)  # rates that are asked for when a card is listed
SELDOM = 5.0  # seconds between two attempts


class Device(Struct, frozen=True):
    """A card that can play. ``api``: of which system; ``rate``: its own, frames a second; ``rates``: those of USUAL
    that it takes."""

    index: int
    name: str
    api: str
    channels: int
    rate: int
    rates: list[int]
    default: bool

    @property
    def called(self) -> str:
        """What its name is found in."""
        return f"{self.api}: {self.name}"


class Cards:
    """The cards as they are now, and the way to them; call :meth:`close`. Raises UsageError without PyAudio."""

    def __init__(self) -> None:
        try:
            import pyaudio  # noqa: PLC0415  an extra
        except ImportError as error:
            raise UsageError(f"there is no PyAudio here: {INSTALL}") from error
        self._module = pyaudio
        with quiet():
            self._audio = pyaudio.PyAudio()

    def close(self) -> None:
        """Let go; hangs when a card that plays is gone."""
        self._audio.terminate()

    def all(self) -> list[Device]:
        """Every card that plays stereo."""
        facts = (self._audio.get_device_info_by_index(index) for index in range(self._audio.get_device_count()))
        return [self._device(one) for one in facts if int(one["maxOutputChannels"]) >= 2]

    def _device(self, facts: dict[str, Any]) -> Device:
        index = int(facts["index"])
        return Device(
            index=index,
            name=str(facts["name"]),
            api=str(self._audio.get_host_api_info_by_index(int(facts["hostApi"]))["name"]),
            channels=int(facts["maxOutputChannels"]),
            rate=round(float(facts["defaultSampleRate"])),
            rates=[rate for rate in USUAL if self.takes(index, rate)],
            default=index == self._default(),
        )

    def _default(self) -> int:
        try:
            return int(self._audio.get_default_output_device_info()["index"])
        except OSError:
            return -1

    def takes(self, index: int, rate: int) -> bool:
        """Whether the card plays at ``rate``."""
        try:
            with quiet():
                return bool(
                    self._audio.is_format_supported(
                        rate, output_device=index, output_channels=2, output_format=self._module.paFloat32
                    )
                )
        except ValueError:
            return False

    def open(self, device: Device, rate: int, frames: int, give: Callable[[int], bytes]) -> Any:
        """Have ``device`` play what ``give(count)`` gives, float32 in stereo, ``frames`` at a time. Raises
        OutputTrouble."""

        def call(_in: object, count: int, _time: object, _flags: object) -> tuple[bytes, int]:
            return give(count), self._module.paContinue

        try:
            return self._audio.open(
                rate, 2, self._module.paFloat32, output=True, output_device_index=device.index,
                frames_per_buffer=frames, stream_callback=call,
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise OutputTrouble(
                "refused",
                f"{device.called} can't be opened ({error}): is it in use, or is the rate wrong?",
                least=SELDOM,
            ) from error


def chosen(devices: list[Device], wanted: str) -> Device:
    """The card that ``wanted`` names. Raises OutputTrouble with those that there are."""
    if wanted == DEFAULT:
        found = [one for one in devices if one.default] or devices[:1]
    else:
        found = [one for one in devices if wanted.lower() in one.called.lower()]
    if found:
        return found[0]
    names = [one.called for one in devices]
    near = difflib.get_close_matches(wanted, [one.name for one in devices], n=1, cutoff=0.5)
    there = f"there are {', '.join(names)}" if names else "there is none at all"
    advice = f"; did you mean {near[0]}?" if near else ": plug it in, or name another (everset devices)"
    raise OutputTrouble("no such card", f"no sound card is called {wanted!r}: {there}{advice}", least=1.0, most=1.0)


def rate_of(cards: Cards, device: Device, own: int, wanted: int) -> int:
    """The rate to play at: ``wanted``, else the station's ``own``, else the card's. Raises OutputTrouble for one that
    the card does not take."""
    if wanted:
        if cards.takes(device.index, wanted):
            return wanted
        known = ", ".join(map(str, device.rates or [device.rate]))
        advice = "set card.rate to one of these, or to 0: Everset converts"
        raise OutputTrouble(
            "wrong rate", f"{device.called} does not play {wanted} Hz, but {known} Hz: {advice}", least=SELDOM
        )
    return own if cards.takes(device.index, own) else device.rate


def problem(settings: CardSettings) -> str:
    """What would keep a station from playing on its card; empty when nothing would."""
    try:
        cards = Cards()
        try:
            rate_of(cards, chosen(cards.all(), settings.device), settings.sample_rate, settings.rate)
        finally:
            cards.close()
    except (OutputTrouble, UsageError) as error:
        return str(error)
    return ""


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """PortAudio's libraries tell the terminal of everything that they did not find; what matters comes as an error."""
    null, kept = os.open(os.devnull, os.O_WRONLY), os.dup(2)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)
