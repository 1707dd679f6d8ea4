"""``everset record``: records any stream, the way a listener hears it."""

import argparse
from pathlib import Path

from stations.progress import bar
from stations.recorder import Recorder


def arguments(parser: argparse.ArgumentParser) -> None:
    """``--url URL --minutes M --out F``."""
    parser.add_argument("--url", required=True, metavar="URL")
    parser.add_argument("--minutes", type=float, required=True, metavar="M")
    parser.add_argument("--out", type=Path, required=True, metavar="F", help="FLAC or WAV, by its ending")


def run(args: argparse.Namespace) -> int:
    """0 when it has its length, 1 when the stream could not be heard."""
    with bar("recording") as tell:
        recorder = Recorder(args.url, args.out, seconds=args.minutes * 60)
        recorder.run(tell)
    print(f"{args.out}: {recorder.seconds:.1f} s, {recorder.reconnects} reconnects, {recorder.errors} decoding errors")
    return 0
