"""Liquidsoap with its ``crossfade``: the engine that the field embeds, offline on a clock of its own."""

from pathlib import Path

from benchmarks.nobody import as_nobody
from benchmarks.price.command import Spent, spend
from benchmarks.price.floor import KBPS
from benchmarks.price.music import Music, seconds_of

OVERLAP = 5.0  # seconds that ``crossfade`` takes of each seam at most, by default
#: Encoders: LAME's quality as ffmpeg has it by default, and as Liquidsoap has it by default (2, which costs more).
SAME, OWN = f"%mp3(bitrate={KBPS}, internal_quality=3)", f"%mp3(bitrate={KBPS})"
SCRIPT = """
settings.log.stdout.set(false)
settings.server.telnet.set(false)
settings.init.allow_root.set(false)
music = playlist(mode="normal", loop=false, reload_mode="never", "{playlist}")
radio = crossfade(music)
clock.assign_new(sync="none", [radio])
output.file({encoder}, fallible=true, on_stop=shutdown, "{out}", radio)
"""


def liquidsoap(music: Music, encoder: str, folder: Path) -> Spent:
    """The same files as a playlist, by ``encoder``. Raises RuntimeError when what came out is too short."""
    home = folder / "liquidsoap"
    home.mkdir(exist_ok=True)
    playlist, script, out = home / "playlist.m3u", home / "radio.liq", home / "radio.mp3"
    playlist.write_text("".join(f"{file}\n" for file in music.files), encoding="utf-8")
    script.write_text(SCRIPT.format(playlist=playlist, encoder=encoder, out=out), encoding="utf-8")
    spent = spend([*as_nobody(home), "liquidsoap", script], home, {"HOME": str(home)})
    check_length(seconds_of(out), music)
    return spent


def check_length(seconds: float, music: Music) -> None:
    """Raises RuntimeError when ``seconds`` are not all of the music less its seams."""
    least = music.seconds - OVERLAP * len(music.files) - OVERLAP
    if not least <= seconds <= music.seconds + OVERLAP:
        raise RuntimeError(f"liquidsoap gave {seconds:.0f} s of {music.seconds:.0f} s: {least:.0f} s at least expected")
