"""``everset record``: records any stream, the way a listener hears it."""

import argparse
import sys
from pathlib import Path

from stations.options import minutes


def arguments(parser: argparse.ArgumentParser) -> None:
    """``--url URL --minutes M --out F``."""
    parser.add_argument("--url", required=True, metavar="URL")
    parser.add_argument("--minutes", type=minutes, required=True, metavar="M")
    parser.add_argument("--out", type=Path, required=True, metavar="F", help="FLAC or WAV, by its ending")


def run(args: argparse.Namespace) -> int:
    """0 when it has its length, 1 when the stream could not be heard."""
    from stations.progress import bar  # noqa: PLC0415  not for help alone
    from stations.recorder import Recorder  # noqa: PLC0415  the decoders, not for help alone

    recorder = Recorder(args.url, args.out, seconds=args.minutes * 60)
    with bar("recording") as tell:
        recorder.run(tell, lambda words: print(words, file=sys.stderr))
    print(f"{args.out}: {recorder.seconds:.1f} s, {recorder.reconnects} reconnects, {recorder.errors} decoding errors")
    return 0
