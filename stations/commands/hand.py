"""``everset hand``: a human hand on the mix from a terminal, for who has no controller there."""

import argparse
import json
import signal
import sys
from pathlib import Path
from typing import Any

ACTIONS = {
    "show": "where every control stands, and who has it",
    "skip": "go to what is announced next, with the next phrase that it can",
    "hold": "stay with the track on air, until Ctrl-C",
    "back": "give everything back to the automation, and let go of every hold",
    "panic": "the safety track, now",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """``ACTION [--data DIR] [--json]``."""
    from stations.options import add_data  # noqa: PLC0415  settings, not for the list of commands

    about = "; ".join(f"{name}: {what}" for name, what in ACTIONS.items())
    parser.add_argument("action", choices=ACTIONS, metavar="ACTION", help=about)
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="what show shows, as one JSON document")


def run(args: argparse.Namespace) -> int:
    """0 done. Raises Unreachable when nobody is on air."""
    from engine.places import Places  # noqa: PLC0415
    from stations.options import station_settings  # noqa: PLC0415

    path = Places(station_settings(args).folder()).socket("engine")
    {"show": _show, "hold": _hold}.get(args.action, _ask)(path, args)
    return 0


def _asked(path: Path, command: str) -> dict[str, Any]:
    from engine.client import ask  # noqa: PLC0415

    return ask(path, command, source="terminal")


def _ask(path: Path, args: argparse.Namespace) -> None:
    answer = _asked(path, "hand_back" if args.action == "back" else args.action)
    print(
        {
            "skip": "skipping: what is announced next comes with the next phrase that it can",
            "back": "the automation takes over, in no less than a bar",
            "panic": f"the safety track plays from frame {answer.get('frame')} on",
        }[args.action]
    )


def _hold(path: Path, _args: argparse.Namespace) -> None:
    """The hold lasts as long as the connection does."""
    import asyncio  # noqa: PLC0415

    from engine.client import Client  # noqa: PLC0415

    async def hold() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        client = await Client.connect(path)
        try:
            await client.call("hold", source="terminal")
            print("holding the track on air; Ctrl-C lets go", flush=True)
            await stop.wait()
            await client.call("goodbye", source="terminal")
        finally:
            await client.close()

    asyncio.run(hold())
    print("let go: the set goes on")


def _show(path: Path, args: argparse.Namespace) -> None:
    state = _asked(path, "hand_state")
    if args.json:
        json.dump(state, sys.stdout, indent=2)
        print()
        return
    for deck in ("a", "b"):
        print(f"deck {deck}:", ", ".join(_in_words(name, one) for name, one in state[deck].items()))
    print(_in_words("crossfader", state["crossfader"]))
    if state["hold"]:
        print("a hand holds the track on air")


def _in_words(name: str, state: dict[str, Any]) -> str:
    who = f" ({state['source'] or 'a hand'}; the automation alone {state['automated']:.2f})" if state["claimed"] else ""
    return f"{name} {state['position']:.2f}{who}"
