"""``python -m planner --data DIR --settings FILE``: the planner's process."""

import argparse
import asyncio
import sys
from pathlib import Path

from engine.errors import EversetError
from engine.logs import configure_logs, logger
from engine.places import Places
from engine.settings import load_settings
from planner.service import serve
from planner.settings import PlannerSettings


def main() -> int:
    """Exit code: 0 after SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m planner")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--settings", type=Path)
    args = parser.parse_args()
    places = Places(args.data).make()
    configure_logs("planner", places.logs)
    try:
        asyncio.run(serve(places, load_settings(PlannerSettings, args.settings)))
    except EversetError as error:
        logger(__name__).error("planner can't go on", why=str(error))
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
