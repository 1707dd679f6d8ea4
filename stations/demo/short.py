"""Short pieces for tests: a demo piece's parts in another tempo and key, with an intro, a body and an outro."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.errors import UsageError
from stations.demo.pieces import BY_GENRE
from stations.demo.render import render
from stations.demo.scale import key_of
from stations.demo.score import BEATS_PER_BAR, Beat, Piece, Section, Song
from stations.demo.truth import truth_of
from stations.demo.write import write_track


def short_piece(  # noqa: PLR0913  each is what a test may ask for
    path: Path, *, bpm: float, seconds: float, genre: str = "house", key: str = "8A", seed: int = 0,
    voice: bool = False, fmt: str = "flac",
) -> dict[str, Any]:  # fmt: skip
    """Writes ``path``, a piece of exactly ``seconds`` s, and returns its truth (nothing else is written).

    ``genre``: house, techno, trance, drum and bass, hip-hop or downtempo. ``seed`` chooses among the genre's pieces.
    ``voice``: with a voice in the body. ``fmt``: flac, wav, ogg or mp3. Raises UsageError for what does not exist.
    """
    piece = shortened(genre, bpm, seconds, key, seed, voice=voice)
    rendering = render(piece)
    write_track(path, rendering.mix, piece, fmt)
    return truth_of(piece, path.stem, rendering.vocal_activity, stems=False)


def shortened(  # noqa: PLR0913  as in short_piece
    genre: str, bpm: float, seconds: float, key: str, seed: int, *, voice: bool
) -> Piece:
    """The score of a short piece. Raises UsageError when the genre is unknown or fewer than four bars fit."""
    if genre not in BY_GENRE:
        raise UsageError(f"no such genre: {genre!r}; choose from {', '.join(BY_GENRE)}")
    bars = int(seconds / (BEATS_PER_BAR * 60.0 / bpm) + 1e-9)
    if bars < 4:
        raise UsageError(f"{seconds} s at {bpm} bpm is less than four bars; ask for more seconds")
    model = BY_GENRE[genre][seed % len(BY_GENRE[genre])]
    singers = [layer for piece in BY_GENRE[genre] for layer in piece.layers if isinstance(layer, Song)][:1]
    layers = tuple(layer for layer in model.layers if not isinstance(layer, Song)) + tuple(singers if voice else ())
    return replace(
        model,
        title=f"{genre.title()} {bpm:g} {key_of(key).camelot} {seed}",
        artist="Everset",
        album="Short pieces",
        bpm=bpm,
        key=key_of(key).name,
        layers=layers,
        sections=_sections(model, bars, {layer.name for layer in layers}),
        lead_in=0.0,
        total=seconds,
        tempo_alt=(),
    )


def _sections(model: Piece, bars: int, names: set[str]) -> tuple[Section, ...]:
    """Intro and outro of drums, each about a quarter in whole phrases of four bars if they fit, and a body between."""
    edge = max(1, bars // 16 * 4) if bars >= 16 else max(1, bars // 4)
    full = max(model.sections, key=lambda section: len(section.play.split()))
    song = {name for name in names if name not in {layer.name for layer in model.layers}}
    song |= {layer.name for layer in model.layers if isinstance(layer, Song)} & names
    played = [name for name in full.play.split() if name in names]
    beat = " ".join(name for name in played if isinstance(model.layer(name), Beat))
    everything = " ".join(dict.fromkeys([*played, *sorted(song)]))
    return (
        Section("intro", edge, beat),
        Section("drop", bars - 2 * edge, everything, fx="crash", chords=full.chords),
        Section("outro", edge, beat, fx="crash"),
    )
