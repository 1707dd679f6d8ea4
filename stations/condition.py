"""What every process of a station says of itself, in one document: the contract's ``status``."""

from typing import Any

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.client import ask
from engine.errors import EversetError
from engine.places import Places
from engine.programme.programme import Mark

OWN_SOCKET = ("engine", "outputs", "card", "midi", "planner", "web")


def condition(places: Places, title: str) -> dict[str, Any]:
    """The document; what doesn't answer is missing from it, and without an engine the station is off air. ``title``
    stands in where the station itself has not said one."""
    said = {name: _ask(places, name, "status") for name in (*OWN_SOCKET, "supervisor")}
    engine = said["engine"]
    current, following = on_now(_ask(places, "engine", "programme") if engine else {})
    return {
        "station": _title(places) or title,
        "on_air": bool(engine),
        "frame": engine.get("frame"),
        "sample_rate": engine.get("sample_rate"),
        "now": current,
        "next": following,
        "processes": said["supervisor"].get("processes") or _orphans(said),
        "outputs": [*said["outputs"].get("outputs", []), *said["card"].get("outputs", [])],
        "late_blocks": engine.get("late_blocks"),
        "block_ms": engine.get("block_ms"),
        "ladder": engine.get("ladder"),
        "hand": engine.get("hand"),
        "midi": midi(said["midi"]),
        "library": said["planner"].get("library"),
    }


def midi(said: dict[str, Any]) -> dict[str, Any] | None:
    """Which controllers are heard, and why none is; None where no controller is wanted."""
    return {key: said.get(key) for key in ("api", "why", "problems", "controllers", "unknown")} if said else None


def on_now(programme: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """What the engine renders now, and the track that follows; ``at`` in frames."""
    if not programme:
        return None, None
    marks = msgspec.convert(programme["marks"], list[Mark])
    sounds = sorted((mark for mark in marks if mark.kind in ("track", "ident")), key=lambda mark: mark.at)
    begun = [mark for mark in sounds if mark.at <= programme["frame"]]
    ahead = [mark for mark in sounds if mark.at > programme["frame"] and mark.kind == "track"]
    return _row(begun[-1] if begun else None), _row(ahead[0] if ahead else None)


def _row(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {"kind": mark.kind, "track": mark.track, "title": mark.title, "artist": mark.artist, "at": mark.at}


def _orphans(said: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The processes as they see themselves, when no supervisor tells of them."""
    columns = ("name", "pid", "state", "rss_bytes", "cpu_seconds")
    return [{**{key: said[name].get(key) for key in columns}, "restarts": 0} for name in OWN_SOCKET if said[name]]


def _title(places: Places) -> str:
    """The title that the station was started with."""
    try:
        return str(msgspec.json.decode((places.data / "run" / "web.json").read_bytes(), type=dict[str, Any])["station"])
    except (OSError, KeyError, msgspec.MsgspecError):
        return ""


def _ask(places: Places, process: str, command: str) -> dict[str, Any]:
    try:
        return ask(places.socket(process), command)
    except EversetError:
        return {}


def show(document: dict[str, Any]) -> None:
    """The same for people."""
    console = Console(highlight=False)
    console.print(f"[bold]{escape(document['station'])}[/] is {'on air' if document['on_air'] else 'off air'}")
    for label, what in (("now", document["now"]), ("next", document["next"])):
        if what:
            console.print(f"{label:>5}  {escape(' – '.join(filter(None, (what['artist'], what['title']))))}")
    if document["block_ms"]:
        console.print(_blocks(document["block_ms"], document["late_blocks"]))
    if document["processes"]:
        console.print(_table(document["processes"]))
    if document["hand"] and (document["hand"]["claims"] or document["hand"]["hold"]):
        console.print(_hand(document["hand"]))
    for output in document["outputs"]:
        said = f": {output['message']}" if output.get("message") else ""
        console.print(escape(f"{output['name']}: {output['state']}, {output['clients']} listening{said}"))


def _blocks(took: dict[str, float], late: int) -> str:
    """How long the engine took for a block."""
    shares = {"half": "p50", "99 %": "p99", "99.99 %": "p99_99", "all": "worst"}
    return f"blocks: {', '.join(f'{share} within {took[key]:.2f} ms' for share, key in shares.items())}; {late} late"


def _hand(hand: dict[str, Any]) -> str:
    """Who has a hand on the mix."""
    holds = ", and holds the track on air" if hand["hold"] else ""
    return f"a hand has {hand['claims']} controls{holds} ({escape(', '.join(hand['sources'])) or 'nobody is there'})"


def _table(processes: list[dict[str, Any]]) -> Table:
    table = Table("process", "state", "pid", "restarts", "memory", "CPU s", box=None)
    for row in processes:
        memory, cpu = f"{(row['rss_bytes'] or 0) / 1e6:.0f} MB", f"{row['cpu_seconds'] or 0:.1f}"
        table.add_row(row["name"], row["state"], str(row["pid"]), str(row["restarts"]), memory, cpu)
    return table
