"""Sections: phrases named by their energy and their kick, neighbours of one name joined."""

from itertools import pairwise

import numpy as np

from planner.analysis.energy import energy_curve, kick_presence
from planner.analysis.features import Features
from planner.catalogue.analysis import Phrase, Section

HIGH, LOW = 0.65, 0.4  # of the track's own range of energy
NO_KICK = 0.45  # of its own kick
RISE = 0.08  # of the range: a phrase that gains this much from its first half to its second builds up
EDGE = 0.2  # of the track: intro and outro don't reach farther


def find_sections(features: Features, phrases: list[Phrase]) -> list[Section]:
    """Sections that cover the track from 0 to its end."""
    edges = section_edges(phrases, features.duration)
    energy = energy_curve(features, edges)
    labels = label_all(features, edges, relative(energy))
    return joined(edges, energy, labels)


def section_edges(phrases: list[Phrase], duration: float) -> np.ndarray:
    """Phrase starts with the track's two ends; a pickup belongs to the first phrase."""
    starts = [phrase.start for phrase in phrases[1:] if 1.0 < phrase.start < duration - 1.0]
    return np.array([0.0, *starts, max(duration, 0.1)])


def relative(energy: np.ndarray) -> np.ndarray:
    """Energy within the track's own range, 0..1; a track without range is all in the middle."""
    low, high = np.percentile(energy, (5, 95))
    if high - low < 0.03:
        return np.full(len(energy), 0.55)
    return np.clip((energy - low) / (high - low), 0.0, 1.0)


def label_all(features: Features, edges: np.ndarray, energy: np.ndarray) -> list[str]:
    """A label for each stretch."""
    kick = kick_presence(features, edges)
    rise = rises(features, edges)
    middle = (edges[:-1] + edges[1:]) / 2 / edges[-1]
    labels = [inner_label(e, k, r) for e, k, r in zip(energy, kick, rise, strict=True)]
    for index in range(1, len(labels)):
        if labels[index] == "chorus" and labels[index - 1] in ("break", "build"):
            labels[index] = "drop"
    _name_edge(labels, range(len(labels)), "intro", energy, middle < EDGE)
    _name_edge(labels, range(len(labels) - 1, -1, -1), "outro", energy, middle > 1 - EDGE)
    return labels


def inner_label(energy: float, kick: float, rise: float) -> str:
    """What a stretch is by itself."""
    if kick < NO_KICK or energy < LOW:
        return "build" if rise > RISE and energy >= LOW / 2 else "break"
    return "chorus" if energy >= HIGH else "verse"


def rises(features: Features, edges: np.ndarray) -> np.ndarray:
    """How much energy each stretch gains from its first half to its second."""
    halves = np.sort(np.concatenate((edges, (edges[:-1] + edges[1:]) / 2)))
    energy = energy_curve(features, halves)
    return np.asarray(energy[1::2] - energy[::2])


def _name_edge(labels: list[str], order: range, name: str, energy: np.ndarray, near: np.ndarray) -> None:
    """The track's first (or last) stretches get their name, up to the first lively one."""
    for count, index in enumerate(order):
        lively = labels[index] in ("chorus", "drop") or energy[index] >= HIGH
        first = count == 0 and len(labels) >= 4  # a track of several parts has its first to mix with
        if not first and (lively or (count > 0 and not near[index])):
            break
        labels[index] = name


def joined(edges: np.ndarray, energy: np.ndarray, labels: list[str]) -> list[Section]:
    """Neighbours of one label as one section, its energy weighted by their lengths."""
    turns = [0, *(i for i in range(1, len(labels)) if labels[i] != labels[i - 1]), len(labels)]
    sections = []
    for first, last in pairwise(turns):
        lengths = np.diff(edges[first : last + 1])
        mean = float(np.average(energy[first:last], weights=lengths))
        span = float(edges[first]), float(edges[last])
        sections.append(Section(span[0], span[1], labels[first], round(float(np.clip(mean, 0, 1)), 4)))
    return sections
