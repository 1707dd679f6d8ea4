"""The command line: ``everset COMMAND``. Each command is a module of stations.commands, loaded when called."""

import argparse
import importlib
import os
import sys
from types import ModuleType

from engine.errors import EversetError
from engine.logs import configure_plain

COMMANDS = (
    "demo",
    "run",
    "check",
    "scan",
    "analyse",
    "transition",
    "render",
    "record",
    "train",
    "tournament",
    "playlog",
    "status",
    "bench",
)


def main(argv: list[str] | None = None) -> None:
    """Run one command and exit with its code: 0 done, 1 failed, 2 wrong usage, 3 some input was set aside."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # parallelism is in processes: the sound has the right of way
    sys.exit(_dispatch(list(sys.argv[1:] if argv is None else argv)))


def _dispatch(argv: list[str]) -> int:
    configure_plain()
    parser = _parser(argv)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except EversetError as error:
        print(f"everset {args.command}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read our output has seen enough
        return 0


def _parser(argv: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="everset", description="A DJ set that never ends.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    wanted = next((word for word in argv if word in COMMANDS), None)
    for name in COMMANDS:
        if wanted in (None, name):
            _add(commands, name, _module(name))
    return parser


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"stations.commands.{name}")


def _add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, module: ModuleType) -> None:
    parser = commands.add_parser(name, help=module.HELP, description=module.HELP)
    module.arguments(parser)
    parser.set_defaults(run=module.run)


if __name__ == "__main__":
    main()
