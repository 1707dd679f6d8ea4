"""``python3 -m stations.practice FOLDER``: makes lessons. Needs NumPy and SciPy alone, so that any machine can help."""

import argparse
import os
from pathlib import Path

from stations.practice.make import make_shards


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--shards", type=int, default=64, help="how many files of 16 lessons")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    args = parser.parse_args()
    for path in make_shards(args.folder, range(args.first, args.first + args.shards), args.jobs):
        print(path, flush=True)


if __name__ == "__main__":
    main()
