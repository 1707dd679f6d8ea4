"""The command line: ``everset COMMAND``. Each command is a module of stations.commands, loaded when called."""

import argparse
import errno
import importlib
import io
import os
import sys

from engine.errors import EversetError
from engine.logs import configure_plain
from stations.commands import COMMANDS

ADVICE = {
    errno.ENOSPC: "free some space on that disk",
    errno.EDQUOT: "free some space on that disk",
    errno.EACCES: "give this user the right to it, or name another place",
    errno.EPERM: "give this user the right to it, or name another place",
    errno.EROFS: "its disk is read-only: name another place",
    errno.ENOENT: "see that its folder exists",
    errno.ENOTDIR: "name a folder",
    errno.EEXIST: "a file is in the way: name a folder",
    errno.EISDIR: "that is a folder: name a file",
}


def main(argv: list[str] | None = None) -> None:
    """Run one command and exit with its code: 0 done, 1 failed, 2 wrong usage, 3 some input was set aside."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # parallelism is in processes: the sound has the right of way
    sys.exit(_dispatch(list(sys.argv[1:] if argv is None else argv)))


def _dispatch(argv: list[str]) -> int:
    configure_plain()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a title that the terminal can't show ends no command
    args = _parser(argv).parse_args(argv)
    try:
        code = int(args.run(args))
        sys.stdout.flush()
    except EversetError as error:
        return _failed(args.command, str(error), error.exit_code)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _silence()  # whoever read our output has seen enough
        return 0
    except OSError as error:
        _silence()  # where it is standard output that can't be written
        return _failed(args.command, explain(error), 1)
    return code


def explain(error: OSError) -> str:
    """What the disk or the network refused, and what to do."""
    where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    advice = ADVICE.get(error.errno or 0, "see to that and try again")
    return f"{where}{error.strerror or error}: {advice}"


def _failed(command: str, message: str, code: int) -> int:
    print(f"everset {command}: {message}", file=sys.stderr)
    return code


def _silence() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(argv: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="everset", description="A DJ set that never ends.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, about in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about)
        if argv[:1] == [name]:
            module = importlib.import_module(f"stations.commands.{name}")
            module.arguments(command)
            command.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    main()
