"""``everset replay``: what went out, rendered again from the station's journals."""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import NoMusic, UsageError
from engine.places import Places
from stations.commands.playlog import moment
from stations.options import add_data, station_settings
from stations.settings import StationSettings

if TYPE_CHECKING:  # the mixer, not for help alone
    from engine.mixing.again import Span

SUBTYPES = {".wav": "FLOAT", ".flac": "PCM_24"}  # a WAV of floats is what went out to the bit


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[--since T] [--until T] --out F [--data DIR]``."""
    parser.add_argument("--since", type=moment, metavar="T", help="from this time on, ISO 8601 (local without a zone)")
    parser.add_argument("--until", type=moment, metavar="T", help="before this time")
    parser.add_argument("--out", type=Path, required=True, metavar="F", help="a .wav (float, bit for bit) or a .flac")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """0 done, 3 done but some of it could not be rendered again: what and why is on standard error."""
    from engine.mixing.again import span  # noqa: PLC0415  the mixer, not for help alone

    if args.out.suffix.lower() not in SUBTYPES:
        raise UsageError(f"{args.out}: name a file that ends in .wav or .flac")
    settings = station_settings(args)
    places = Places(settings.folder())
    wanted = span(places.journal, *asked(places, settings, args.since, args.until), settings.engine.sample_rate)
    troubles = write(settings, wanted, args.out)
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 3 if troubles else 0


def asked(
    places: Places, settings: StationSettings, since: float | None, until: float | None
) -> tuple[int | None, int | None]:
    """The frames at which the head was at these wall times, by the playlog; None where none is asked for, or it does
    not reach so far. Raises NoMusic when nothing was on air then."""
    from planner.store import Store  # noqa: PLC0415  the database, not for help alone

    if since is None and until is None:
        return None, None
    with Store.open(places, None) as store:
        aired = store.playlog.between(since, until)
    if not aired:
        raise NoMusic("nothing was on air then: see `everset playlog` for what was")
    rate = settings.engine.sample_rate
    first, last = aired[0], aired[-1]
    start = None if since is None else first.at + round(max(since - first.wall, 0.0) * rate)
    end = None if until is None else last.at + round((min(until, time.time()) - last.wall) * rate)
    return start, end


def write(settings: StationSettings, wanted: "Span", out: Path) -> list[str]:
    """Render ``wanted`` into ``out``; what could not be rendered again."""
    import soundfile  # noqa: PLC0415  for sound, not for help alone

    from engine.mixing.again import again  # noqa: PLC0415  the same
    from stations.progress import bar  # noqa: PLC0415  the same

    engine = settings.engine
    troubles: list[str] = []
    subtype = SUBTYPES[out.suffix.lower()]
    with (
        soundfile.SoundFile(out, "w", engine.sample_rate, 2, subtype=subtype) as file,
        bar("rendering again") as report,
    ):
        for block in again(wanted, engine.sample_rate, engine.ceiling_dbtp, troubles.append):
            file.write(block)
            report(file.tell(), wanted.end - wanted.start)
    return troubles
