"""What every process of the station is doing: what it says of itself, and what the supervisor says of it."""

from typing import Any

from engine.vitals import vitals
from web.knowledge import OPTIONAL, PROCESSES, Knowledge
from web.shapes import ProcessEntry


def processes(known: Knowledge) -> list[ProcessEntry]:
    """One entry a process; one that does not answer is "away", unless the supervisor knows better."""
    watched = {str(one.get("name")): one for one in known.statuses.get("supervisor", {}).get("processes", [])}
    said = {**known.statuses, "web": vitals("web", "running")}
    there = [name for name in OPTIONAL if name in said or name in watched]
    return [entry(name, said.get(name), watched.get(name, {})) for name in (*PROCESSES, "web", *there)]


def outputs(known: Knowledge) -> list[dict[str, Any]]:
    """What each output does, whichever process it is of."""
    return [one for name in ("outputs", *OPTIONAL) for one in known.statuses.get(name, {}).get("outputs", [])]


def entry(name: str, said: dict[str, Any] | None, watched: dict[str, Any]) -> ProcessEntry:
    """One process: ``said`` is its own status, None when it does not answer; ``watched`` the supervisor's row."""
    facts = {**watched, **(said or {})}
    return ProcessEntry(
        name=name,
        pid=facts.get("pid"),
        state=str(facts.get("state", "running")) if said is not None else str(watched.get("state", "away")),
        restarts=whole(watched.get("restarts")),
        rss_bytes=whole(facts.get("rss_bytes")),
        cpu_seconds=float(facts.get("cpu_seconds") or 0),
    )


def whole(value: object) -> int:
    """A number of a status, 0 where it is missing."""
    return int(value) if isinstance(value, int | float) else 0
