"""``python -m benchmarks.crowd PORT PATH COUNT SECONDS``: the load generator, a process of its own.

It connects COUNT listeners, says so in a line of JSON, waits for a line, listens for SECONDS, and says what they
got."""

import json
import sys
import time

from benchmarks.crowd.listeners import Crowd


def main() -> int:
    """0, whatever the listeners got."""
    port, path, count, seconds = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    crowd = Crowd(port, path)
    crowd.gather(count)
    tell(connected=crowd.sounding, errors=crowd.errors)
    sys.stdin.readline()
    crowd.begin(time.monotonic())
    crowd.listen(seconds)
    tell(**crowd.result(time.monotonic()))
    return 0


def tell(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
