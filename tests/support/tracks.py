"""Tracks with a known analysis, made from truth instead of from listening."""

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from planner.catalogue.analysis import Analysis, Key, Loudness, MixPoint, Phrase, Section
from planner.catalogue.track import Tags, Track

LOUDNESS = Loudness(-14.0, 6.0, -1.5)


def made_track(
    name: str, *, bpm: float = 128.0, seconds: float = 240.0, first: float = 0.0, genre: str = "House", **changes: Any
) -> Track:
    """A track that nobody can hear: steady beats from ``first`` s on, an intro of 32 bars, an outro of 32
    bars."""
    period = 60.0 / (bpm or 120.0)
    count = int((seconds - first) / period)
    beats = [first + number * period for number in range(count)]
    bars = count // 4
    truth = {
        "id": name,
        "title": name,
        "style": genre,
        "duration": seconds,
        "bpm": bpm,
        "beats": beats,
        "downbeats": beats[::4],
        "camelot": "8A",
        "phrases": [{"start": beats[bar * 4], "bars": min(8, bars - bar)} for bar in range(0, bars, 8)],
        "sections": _thirds(seconds, beats[min(32, bars // 4) * 4], beats[(bars - min(32, bars // 4)) // 8 * 32]),
    }
    track = truth_track(truth, Path(f"/nowhere/{name}.flac"))
    return replace(track, analysis=replace(track.analysis, **changes))


def _thirds(seconds: float, body: float, outro: float) -> list[dict[str, Any]]:
    return [
        {"start": 0.0, "end": body, "label": "intro"},
        {"start": body, "end": outro, "label": "drop"},
        {"start": outro, "end": seconds, "label": "outro"},
    ]


def truth_track(truth: dict[str, Any], path: Path, loudness: Loudness = LOUDNESS) -> Track:
    """What an analysis without an error would find: ``truth`` as the demo and the music folder write it."""
    return Track(
        id=str(truth["id"]),
        path=str(path),
        tags=Tags(title=str(truth.get("title", "")), artist=str(truth.get("artist", "")), genre=truth["style"]),
        analysis=_analysis(truth, loudness),
    )


def _analysis(truth: dict[str, Any], loudness: Loudness) -> Analysis:
    beats = list(truth["beats"])
    downbeats = list(truth.get("downbeats") or beats[::4])
    phrases = _phrases(truth, downbeats)
    sections = [Section(s["start"], s["end"], s["label"], 0.6) for s in truth.get("sections", [])]
    known = bool(truth.get("camelot"))
    return Analysis(
        duration=truth["duration"],
        sample_rate=44_100,
        channels=2,
        bpm=truth["bpm"] or 120.0,
        bpm_confidence=1.0,
        steady=bool(truth.get("constant_tempo", True)),
        beats=beats,
        downbeats=downbeats,
        beats_per_bar=int(str(truth.get("meter") or "4/4").split("/", maxsplit=1)[0]),
        phrases=phrases,
        sections=sections,
        key=Key(truth.get("camelot") or "8A", truth.get("key") or "", 1.0 if known else 0.0),
        tuning_cents=0.0,
        energy=0.6,
        loudness=loudness,
        spectrum=[0.6, 0.5, 0.5, 0.4, 0.3],
        vocals=[(start, end) for start, end in truth.get("vocal_activity", [])],
        mix_in=_mix_in(sections, phrases),
        mix_out=_mix_out(sections, phrases),
        trusted=True,
        embedding=[],
        waveform=[],
        waveform_rate=10.0,
        seconds_spent=0.0,
    )


def _phrases(truth: dict[str, Any], downbeats: list[float]) -> list[Phrase]:
    if truth.get("phrases"):
        return [Phrase(phrase["start"], phrase["bars"]) for phrase in truth["phrases"]]
    return [Phrase(downbeats[bar], min(8, len(downbeats) - bar)) for bar in range(0, len(downbeats), 8)]


def _mix_in(sections: list[Section], phrases: list[Phrase]) -> list[MixPoint]:
    """The first phrase, with the bars of the intro."""
    end = sections[0].end if sections else phrases[0].start
    bars = sum(phrase.bars for phrase in phrases if phrase.start < end - 0.1)
    return [MixPoint(phrases[0].start, max(bars, phrases[0].bars), "the intro")]


def _mix_out(sections: list[Section], phrases: list[Phrase]) -> list[MixPoint]:
    """The outro's first phrase, or the last four phrases."""
    outro = next((section.start for section in sections if section.label == "outro"), None)
    points = [p for p in phrases if outro is not None and p.start >= outro - 0.1] or phrases[-4:]
    return [
        MixPoint(point.start, sum(p.bars for p in points[number:]), "the outro") for number, point in enumerate(points)
    ]
