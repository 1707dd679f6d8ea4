"""Which sounds a genre's drum machine has, with their level (dB) and place in the stereo picture."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from engine.units import to_amplitude
from stations.demo import drums
from stations.demo.sound import Sound


@dataclass(frozen=True)
class Hit:
    """A drum sound with its linear gain and pan."""

    sound: Sound
    gain: float
    pan: float


Maker = Callable[[], Sound]

COMMON: dict[str, tuple[Maker, float, float]] = {
    "clap": (drums.clap, -5.0, 0.0),
    "snare": (drums.snare, -5.0, 0.0),
    "hat": (lambda: drums.hat(0.03), -9.0, 0.12),
    "open": (lambda: drums.hat(0.14, metal=0.5, low=4600.0), -8.5, -0.1),
    "ride": (drums.ride, -10.0, 0.3),
    "shaker": (drums.shaker, -10.5, -0.35),
    "rim": (drums.rim, -11.0, 0.3),
    "tom": (lambda: drums.tom(105.0), -9.0, 0.2),
    "low": (lambda: drums.tom(82.0, 0.22), -9.0, -0.2),
    "conga": (lambda: drums.tom(205.0, 0.12), -10.0, -0.4),
    "bongo": (lambda: drums.tom(310.0, 0.08), -11.0, 0.45),
    "cow": (lambda: drums.rim(820.0), -13.0, -0.3),
    "crash": (drums.crash, -9.0, 0.0),
    "boom": (drums.boom, -6.0, 0.0),
    "ghost": (lambda: drums.snare(215.0, 0.5, 0.5, 0.06, 1800.0), -11.0, 0.05),
}

KITS: dict[str, dict[str, tuple[Maker, float, float]]] = {
    "house": {"kick": (lambda: drums.kick(52.0, 380.0, 0.02, 0.15, 0.25, 1.6), -2.5, 0.0)},
    "deep": {
        "kick": (lambda: drums.kick(48.0, 300.0, 0.024, 0.17, 0.15, 1.3), -2.5, 0.0),
        "clap": (lambda: drums.clap(0.09, 1150.0), -6.0, 0.0),
        "hat": (lambda: drums.hat(0.022, metal=0.3), -9.0, 0.15),
    },
    "techno": {
        "kick": (lambda: drums.kick(51.0, 480.0, 0.022, 0.15, 0.6, 2.4), -3.5, 0.0),
        "clap": (lambda: drums.clap(0.16, 1300.0), -7.5, 0.0),
        "hat": (lambda: drums.hat(0.025, 610.0, 0.8), -9.0, 0.15),
        "rim": (lambda: drums.rim(1100.0), -10.0, -0.35),
    },
    "trance": {
        "kick": (lambda: drums.kick(51.0, 520.0, 0.018, 0.14, 0.5, 2.1), -2.5, 0.0),
        "clap": (lambda: drums.clap(0.14, 1700.0), -6.0, 0.0),
        "open": (lambda: drums.hat(0.11, 600.0, 0.4, 5200.0), -8.0, 0.0),
    },
    "dnb": {
        "kick": (lambda: drums.kick(56.0, 360.0, 0.018, 0.1, 0.45, 2.2), -3.0, 0.0),
        "snare": (lambda: drums.snare(205.0, 0.8, 0.9, 0.12, 1300.0), -1.5, 0.0),
        "hat": (lambda: drums.hat(0.03, 500.0, 0.35, 4800.0), -9.5, 0.2),
        "ride": (lambda: drums.ride(0.28), -11.0, 0.25),
    },
    "hiphop": {
        "kick": (lambda: drums.kick(54.0, 240.0, 0.03, 0.15, 0.35, 2.0), -2.0, 0.0),
        "snare": (lambda: drums.snare(178.0, 0.8, 0.75, 0.15, 1100.0), -2.0, 0.0),
        "hat": (lambda: drums.hat(0.03, 430.0, 0.25, 4500.0), -9.0, 0.2),
    },
    "trap": {
        "kick": (lambda: drums.kick(50.0, 300.0, 0.02, 0.13, 0.4, 2.4), -2.5, 0.0),
        "snare": (lambda: drums.clap(0.13, 1600.0, 3), -3.0, 0.0),
        "hat": (lambda: drums.hat(0.03, 640.0, 0.6, 5600.0), -6.0, -0.15),
    },
    "downtempo": {
        "kick": (lambda: drums.kick(50.0, 210.0, 0.03, 0.16, 0.2, 1.4), -3.0, 0.0),
        "snare": (lambda: drums.snare(168.0, 0.6, 0.6, 0.16, 1000.0), -5.0, 0.0),
        "hat": (lambda: drums.hat(0.028, 470.0, 0.2, 4800.0), -11.0, 0.25),
        "rim": (lambda: drums.rim(1500.0), -9.0, 0.15),
    },
}


TOP = 15_500.0  # Hz: what lies above is hardly heard, and would make peaks between the samples


@lru_cache(maxsize=256)
def hit(kit: str, name: str) -> Hit:
    """The sound ``name`` of a kit; what the kit does not have is taken from the common ones."""
    maker, decibels, pan = KITS[kit].get(name) or COMMON[name]
    return Hit(drums.filtered(maker(), "lowpass", TOP), to_amplitude(decibels), pan)
