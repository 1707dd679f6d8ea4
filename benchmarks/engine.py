"""What an hour of stream costs: CPU seconds of all processes together and peak memory, against ffmpeg's bare decode
and encode (the floor) and against Liquidsoap's ``crossfade``, in one run on the same files.

A station plays in real time, so it is measured over a window of real time behind its start, from a seam to a seam, by
the CPU times of its processes and of their children. Two stations play in it side by side: one that encodes as the
floor does, one as shipped. The peers run at full speed, by themselves.
"""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.price.command import Spent
from benchmarks.price.decoding import decoding
from benchmarks.price.family import STRETCH, WORKERS
from benchmarks.price.floor import KBPS, floor
from benchmarks.price.liquidsoap import OWN, SAME, liquidsoap
from benchmarks.price.music import Music, make_music
from benchmarks.price.progress import say
from benchmarks.price.station import on_air, scan
from benchmarks.price.window import Window, watch
from benchmarks.row import Row, against

MINUTES = 5.0  # of the window, at least
FLOOR = "ffmpeg decode + encode"
PEER, PEER_OWN = "liquidsoap, same encoder", "liquidsoap, its own defaults"
#: The stations by name, with their settings of outputs: LAME's quality 3 is what ffmpeg has by default.
STATIONS = {"everset, same encoder": f"bitrate_kbps = {KBPS}\nquality = 3", "everset as shipped": ""}
PROCESSES = ("engine", "outputs", "planner", "web", "supervisor", WORKERS)
COST, UNIT = "an hour of stream", "CPU s"


def rows(folder: Path, minutes: float = MINUTES) -> list[Row]:
    """CPU seconds an hour of stream, and megabytes; ratios are to the floor, or to Liquidsoap where that is named."""
    say("making the music")
    music = make_music(folder)
    peers = _peers(music, folder)
    say("Everset listens to the music")
    heard = scan(music, folder / "known")
    decoded = decoding(music, folder)
    say(f"two stations on air, until a seam that is {minutes:g} minutes or more behind their first")
    windows = _windows(music, folder, 60 * minutes)
    return assembled(music.hours, peers, windows, decoded=decoded, analysed=heard.cpu / music.hours)


def assembled(
    hours: float, peers: dict[str, Spent], windows: dict[str, Window], *, decoded: float, analysed: float
) -> list[Row]:
    """The rows. ``hours`` of music that the peers played; CPU seconds of ``decoded`` for a second of music, of
    ``analysed`` for an hour of it."""
    hourly = {who: spent.cpu / hours for who, spent in peers.items()}
    return [
        *_totals(hourly, windows),
        *_parts(hourly[FLOOR], windows, decoded),
        *_apart(hourly[FLOOR], windows, analysed),
        *_memory(peers, windows),
    ]


def _peers(music: Music, folder: Path) -> dict[str, Spent]:
    found = {}
    say(FLOOR)
    found[FLOOR] = floor(music, folder)
    for who, encoder in ((PEER, SAME), (PEER_OWN, OWN)):
        say(who)
        found[who] = liquidsoap(music, encoder, folder)
    return found


def _windows(music: Music, folder: Path, seconds: float) -> dict[str, Window]:
    """Side by side, each in a folder of its own that knows the tracks."""
    with ThreadPoolExecutor(len(STATIONS)) as threads:
        watching = {}
        for number, (who, outputs) in enumerate(STATIONS.items()):
            data = folder / f"station-{number}"
            shutil.copytree(folder / "known", data)
            watching[who] = threads.submit(_watched, music, data, outputs, seconds)
        return {who: one.result() for who, one in watching.items()}


def _watched(music: Music, data: Path, outputs: str, seconds: float) -> Window:
    with on_air(music, data, outputs) as station:
        return watch(station, seconds)


def _totals(peers: dict[str, float], windows: dict[str, Window]) -> list[Row]:
    values = {**peers, **{who: window.hourly(*PROCESSES) for who, window in windows.items()}}
    return [*against(COST, UNIT, values, FLOOR), *against(f"{COST}, to Liquidsoap's own", UNIT, values, PEER_OWN)]


def _parts(base: float, windows: dict[str, Window], decoding_second: float) -> list[Row]:
    """What each process has of that, and the three that the sound needs."""
    rows = []
    for who, window in windows.items():
        decoded = decoding_second * window.decoded * 3600 / window.seconds
        parts = {f"of it {name}": window.hourly(name) for name in PROCESSES}
        parts["of the workers decoding"] = decoded
        parts["engine, outputs and decoding"] = window.hourly("engine", "outputs") + decoded
        rows += [_to_floor(what, who, value, base) for what, value in parts.items()]
    return rows


def _apart(base: float, windows: dict[str, Window], analysis: float) -> list[Row]:
    """What comes on top where music or a seam is new, and how much of the wheel the window held."""
    rows = [_to_floor("apart: analysis, an hour of music", "everset", analysis, base)]
    for who, window in windows.items():
        rows += [
            _to_floor("apart: stretching every seam", who, window.hourly(STRETCH), base),
            Row("seams", who, _hourly(window.seams, window), "an hour", None, ""),
            Row("music decoded", who, _hourly(window.decoded / 3600, window), "h an hour", None, ""),
            Row("late blocks", who, window.late_blocks, "", None, ""),
            Row("listener's bit rate", who, _rounded(window.received / 125 / window.seconds), "kbit/s", None, ""),
        ]
    return rows


def _memory(peers: dict[str, Spent], windows: dict[str, Window]) -> list[Row]:
    held = {who: one.memory / 1e6 for who, one in peers.items()}
    held |= {who: one.memory / 1e6 for who, one in windows.items()}
    return against("peak memory (PSS)", "MB", held, FLOOR)


def _to_floor(what: str, who: str, value: float, base: float) -> Row:
    return Row(what, who, _rounded(value), UNIT, _rounded(value / base), FLOOR)


def _hourly(count: float, window: Window) -> float:
    return _rounded(count * 3600 / window.seconds)


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
