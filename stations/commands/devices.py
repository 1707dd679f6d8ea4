"""``everset devices``: the sound cards that a station may play on."""

import argparse
import json
import sys

from msgspec import to_builtins


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[--json]``."""
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(args: argparse.Namespace) -> int:
    """0 when there is one, 1 when there is none."""
    from engine.card.device import Cards  # noqa: PLC0415  sound systems, not for help alone

    cards = Cards()
    found = cards.all()
    cards.close()
    if args.json:
        json.dump({"devices": [to_builtins(one) for one in found]}, sys.stdout, indent=2)
        print()
    else:
        for one in found:
            usual = ", ".join(map(str, one.rates)) or str(one.rate)
            print(f"{one.called}: {usual} Hz{' (the default)' if one.default else ''}")
    if not found:
        print("no sound card plays stereo here: plug one in, or start JACK", file=sys.stderr)
    return 0 if found else 1
