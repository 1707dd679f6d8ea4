"""What listeners cost: CPU of the built-in stream against Icecast 2.4, the same MP3 at 128 kbit/s on the same machine
in one run, by a load generator in a process of its own that checks that nobody starves; and how many connections are
held. Loopback only. What encoding costs is taken off: it does not depend on their number."""

from pathlib import Path

from benchmarks.crowd.icecast import icecast
from benchmarks.crowd.load import Heard, heard
from benchmarks.crowd.stream import stream
from benchmarks.row import Row, against
from engine.outputs.limits import connections

LISTENERS = 1_000
HELD = 10_000
SECONDS = 30.0
PEER = "icecast 2.4"


def rows(folder: Path, listeners: int = LISTENERS, held: int = HELD, seconds: float = SECONDS) -> list[Row]:
    """Shares of a core per 1,000 listeners; connections held at once, of which nobody starved."""
    possible = min(held, connections(held))  # the crowd and Icecast inherit what this process may
    with stream(folder, held + 10) as (pid, port):
        idle = heard(pid, port, "", 0, seconds)
        ours = heard(pid, port, "/stream.mp3", listeners, seconds)
        with icecast(folder, listeners, (port, "/stream.mp3")) as (peer, peer_port):
            base = heard(peer, peer_port, "", 0, seconds)
            theirs = heard(peer, peer_port, "/live.mp3", listeners, seconds)
        many = heard(pid, port, "/stream.mp3", possible, seconds)
    costs = {"everset": _cost(ours, idle, listeners), PEER: _cost(theirs, base, listeners)}
    waits = {"everset": ours.longest_wait, PEER: theirs.longest_wait}
    return [
        *against(f"CPU per 1,000 of {listeners}", "% of a core", costs, PEER),
        *against("longest wait of anyone", "s", waits, PEER),
        Row(f"anyone of {listeners} starved", "everset", float(ours.starved), "", None, ""),
        Row(f"anyone of {listeners} starved", PEER, float(theirs.starved), "", None, ""),
        Row("connections held", "everset", many.held, f"of {held}", None, ""),
        Row("CPU per 1,000 of them", "everset", _cost(many, idle, many.held), "% of a core", None, ""),
        Row("longest wait of any of them", "everset", many.longest_wait, "s", None, ""),
        Row("anyone of them starved", "everset", float(many.starved), "", None, ""),
        Row("without listeners: encoding", "everset", round(100 * idle.cores, 3), "% of a core", None, ""),
    ]


def _cost(with_listeners: Heard, without: Heard, count: int) -> float:
    return round(100 * (with_listeners.cores - without.cores) * 1_000 / max(1, count), 3)
