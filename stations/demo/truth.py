"""What is true of a piece, for whoever wants to score an analysis."""

from typing import Any

from stations.demo.score import BEATS_PER_BAR, Piece

Truth = dict[str, Any]


def truth_of(piece: Piece, name: str, vocal_activity: list[list[float]], *, stems: bool) -> Truth:
    """The truth as it is written beside the track; ``name`` is the file's name without its ending. Times in s."""
    beats = [_time(piece, beat) for beat in range(piece.bars * BEATS_PER_BAR)]
    return {
        "id": name,
        "title": piece.title,
        "artist": piece.artist,
        "album": piece.album,
        "style": piece.genre,
        "truth": "exact-synthesis",
        "duration": round(piece.duration, 5),
        "bpm": piece.bpm,
        "constant_tempo": True,
        "tempo_map": [[0.0, piece.bpm]],
        "tempo_alt": list(piece.tempo_alt),
        "meter": "4/4",
        "meter_changes": [],
        "stress": False,
        "beats": beats,
        "downbeats": beats[::BEATS_PER_BAR],
        "downbeat_source": "score",
        "key": piece.scale.name,
        "camelot": piece.scale.camelot,
        "vocal_activity": vocal_activity,
        "sections": _sections(piece),
        "phrases": _phrases(piece),
        "layer_changes": [_time(piece, start) for start in piece.starts()[1:]],
        "stems": {s: f"stems/{name}/{s}.flac" for s in ("drums", "bass", "other", "vocals")} if stems else {},
        "stems_span": [0, round(piece.duration, 5)] if stems else None,
        "kind": "exact",
    }


def _time(piece: Piece, beat: float) -> float:
    return round(piece.lead_in + beat * piece.seconds_per_beat, 6)


def _sections(piece: Piece) -> list[dict[str, Any]]:
    """Start, end and label of each section; neighbours of one label are one section."""
    ends = [*piece.starts()[1:], piece.bars * BEATS_PER_BAR]
    out: list[dict[str, Any]] = []
    for section, start, end in zip(piece.sections, piece.starts(), ends, strict=True):
        if out and out[-1]["label"] == section.label:
            out[-1]["end"] = _time(piece, end)
        else:
            out.append({"start": _time(piece, start), "end": _time(piece, end), "label": section.label})
    return out


def _phrases(piece: Piece) -> list[dict[str, Any]]:
    """Phrases of eight bars, or what is left of the section."""
    out = []
    for section, start in zip(piece.sections, piece.starts(), strict=True):
        for bar in range(0, section.bars, 8):
            bars = min(8, section.bars - bar)
            out.append({"start": _time(piece, start + bar * BEATS_PER_BAR), "bars": bars})
    return out
