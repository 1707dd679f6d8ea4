"""``python -m benchmarks.chaos [--seed N] [--faults N] [--kinds NAME...] [--out DIR]``; 1 when anything was heard or
lost."""

import argparse
import shutil
from pathlib import Path

from benchmarks.chaos import report
from benchmarks.chaos.faults import KINDS
from benchmarks.chaos.music import make_music
from benchmarks.chaos.picture import picture
from benchmarks.chaos.plan import plan
from benchmarks.chaos.progress import Progress
from benchmarks.chaos.run import run


def main() -> int:
    """The exit code."""
    options = arguments().parse_args()
    folder = options.out.resolve() / f"seed-{options.seed}"
    shutil.rmtree(folder, ignore_errors=True)
    faults = plan(options.kinds, options.faults, options.seed)
    recording, verdict = run(folder, make_music(folder.parent / "music"), faults, options.seed, Progress(len(faults)))
    report.show(recording, verdict)
    report.write(recording, verdict, options.seed)
    (folder / "timeline.svg").write_text(picture(recording, verdict), encoding="utf-8")
    if not options.keep:
        (folder / "ring.f32").unlink()
    print(f"report.json, timeline.svg and station.log are in {folder}")
    return 0 if report.clean(recording, verdict) else 1


def arguments() -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description="Faults against a real station.")
    parser.add_argument("--seed", type=int, default=7, help="the same seed, the same faults in the same order")
    parser.add_argument("--faults", type=int, default=200, help="how many")
    parser.add_argument("--keep", action="store_true", help="keep what the ring held, 0.35 MB a second")
    parser.add_argument(
        "--kinds", nargs="+", choices=sorted(KINDS), default=list(KINDS), metavar="KIND", help="only these"
    )
    parser.add_argument("--out", type=Path, default=Path("build/chaos"), help="where report, picture and log go")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
