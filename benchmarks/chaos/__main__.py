"""``python -m benchmarks.chaos [--seed N] [--faults N] [--kinds NAME...] [--out DIR]``; 1 when anything was heard or
lost."""

import argparse
import shutil
import signal
import sys
import time
from pathlib import Path

from benchmarks.chaos import report
from benchmarks.chaos.faults import KINDS
from benchmarks.chaos.outcome import Outcome
from benchmarks.chaos.picture import picture
from benchmarks.chaos.run import run


def main() -> int:
    """The exit code."""
    options = arguments().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the station leaves and its disk is unmounted
    folder = options.out.resolve() / f"seed-{options.seed}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    recording, verdict = run(folder, options.kinds, options.faults, options.seed, progress(options.faults))
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


def progress(count: int):  # type: ignore[no-untyped-def]
    """Prints a line a fault, with the time that is left."""
    began = time.monotonic()

    def told(outcome: Outcome) -> None:
        done = outcome.number + 1
        left = (time.monotonic() - began) / done * (count - done)
        unwell = f"  NOT WELL: {'; '.join(outcome.unwell)}" if outcome.unwell else ""
        seconds = (outcome.ended - outcome.began) / 1e9
        print(f"{done:4}/{count} {left / 60:5.1f} min left  {outcome.kind}: {outcome.what}: well after {seconds:.1f} s"
              f"{unwell}", file=sys.stderr, flush=True)  # fmt: skip

    return told


if __name__ == "__main__":
    raise SystemExit(main())
