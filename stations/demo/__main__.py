"""``python -m stations.demo FOLDER``: the demo's tracks in FOLDER, without stems. ``python -m stations.demo --pieces
JSON``: short pieces; JSON is a list of what :func:`stations.demo.short.short_piece` takes. For benchmarks, which start
this and import nothing of it."""

import argparse
import json
from pathlib import Path

from stations.demo.library import make_demo
from stations.demo.short import short_piece


def main() -> None:
    """Raises UsageError for a piece that can't be, StorageError when the disk refuses."""
    parser = argparse.ArgumentParser(prog="python -m stations.demo")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("folder", type=Path, nargs="?")
    what.add_argument("--pieces", type=json.loads, metavar="JSON")
    options = parser.parse_args()
    if options.folder is not None:
        make_demo(options.folder, stems=False)
    for piece in options.pieces or []:
        short_piece(Path(piece.pop("path")), **piece)


if __name__ == "__main__":
    main()
