"""Everset's one error tree. Every message says what happened and what to do about it.

::

    EversetError
    ├── UsageError             the command line or the configuration is wrong (exit code 2)
    │   └── ConfigError        a station's TOML, every problem in one message
    ├── SetAside               one input file can't be used; the rest goes on (exit code 3)
    ├── StationBusy            another process owns this station's folder or address
    ├── ProgrammeError         a splice that can't be: inside the horizon, overlapping on a lane, unknown PCM
    ├── RingError              the ring is missing, foreign, or what was asked for is not in it
    ├── StorageError           the disk is full or refuses; nothing stored was lost
    ├── NoMusic                a folder without a single track that can be played
    ├── JobFailed              a job ended without a result (died, timed out, cancelled)
    ├── CommandFailed          Liquidsoap answers a command with an error, or with what can't be understood
    ├── TransitionError        a transition can't be planned or rendered as asked
    ├── UpgradeError           an upgrade was called off: the station plays on as before
    ├── OutputTrouble          an output's other side is away or refuses; it is tried again
    ├── CardLost               a sound card has stopped, and only another process gets rid of it
    ├── NoMidi                 MIDI can't be reached here: no library, no driver, no such port
    ├── ModelError             weights that can't be read or don't fit
    └── Unreachable            a process of the station, or a server that it uses, does not answer
"""


class EversetError(Exception):
    """The root: whatever Everset raises on purpose."""

    exit_code = 1


class UsageError(EversetError):
    """The command line or the configuration is wrong."""

    exit_code = 2


class ConfigError(UsageError):
    """A station's configuration is wrong; ``problems`` holds one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class SetAside(EversetError):
    """One file can't be used. ``code`` is stable, ``message`` is for people."""

    exit_code = 3

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type["SetAside"], tuple[str, str]]:
        return type(self), (self.code, self.message)  # it crosses process borders


class StationBusy(EversetError):
    """Another process owns the station's folder or one of its addresses."""


class ProgrammeError(EversetError):
    """A splice that the programme refuses."""


class RingError(EversetError):
    """The ring is missing or foreign, or the frames asked for are not in it."""


class StorageError(EversetError):
    """The disk refuses; what was stored before is safe."""


class NoMusic(UsageError):
    """There is nothing to play."""


class JobFailed(EversetError):
    """A job ended without a result."""


class CommandFailed(EversetError):
    """A command of Liquidsoap's server did not do what was asked."""


class TransitionError(EversetError):
    """A transition can't be planned or rendered as asked."""


class UpgradeError(EversetError):
    """An upgrade was called off."""


class ModelError(EversetError):
    """Weights that can't be read or don't fit the network."""


class OutputTrouble(EversetError):
    """An output's other side is away, or refuses. ``state`` is what the output is in now; it is tried again within
    ``most`` seconds, and not before ``least``."""

    def __init__(self, state: str, message: str, *, least: float = 0.0, most: float = 15.0) -> None:
        super().__init__(message)
        self.state = state
        self.least = least
        self.most = most


class CardLost(EversetError):
    """A sound card has stopped. To close the stream of such a one hangs for ever: the process has to end."""


class NoMidi(EversetError):
    """MIDI can't be reached here."""


class Unreachable(EversetError):
    """A process of the station, or a server that it uses, does not answer."""
