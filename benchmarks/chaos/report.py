"""The report of a run: for people, for machines."""

import json
from typing import Any

import msgspec

from benchmarks.chaos.memory import memories
from benchmarks.chaos.outcome import Recording
from benchmarks.chaos.verdict import Line, Verdict, table
from benchmarks.machine import machine

HEAD = (
    f"{'fault':28} {'tried':>5} {'gaps':>5} {'worst ms':>9} {'sum ms':>9} {'unbuffered':>10} {'lost frames':>11} "
    f"{'votes':>5} {'playlog':>7} {'splices':>7} {'unwell':>6}"
)


def document(recording: Recording, verdict: Verdict, seed: int) -> dict[str, Any]:
    """All of it, as one JSON document; frames with their rate, times in seconds since the first fault."""
    rate = recording.tape.sample_rate
    zero = recording.outcomes[0].began if recording.outcomes else 0
    return {
        "machine": machine(),
        "seed": seed,
        "sample_rate": rate,
        "kinds": [msgspec.to_builtins(line) for line in table(recording.outcomes, verdict, rate)],
        "faults": [
            {"number": one.number, "kind": one.kind, "what": one.what, "tried": one.tried, "unwell": one.unwell,
             "began": (one.began - zero) / 1e9, "seconds": (one.ended - one.began) / 1e9}
            for one in recording.outcomes
        ],
        "gaps": [
            {**msgspec.to_builtins(gap), "ms": gap.ms(rate), "head_at": (recording.tape.due(gap.frame) - zero) / 1e9}
            for gap in verdict.gaps
        ],
        "connections": [
            {"began": (one.began - zero) / 1e9, "ended": (one.ended - zero) / 1e9, "bytes": len(one.data),
             "why": one.why, "runs": [msgspec.to_builtins(run) for run in found.runs]}
            for one, found in zip(recording.connections, verdict.heard, strict=True)
        ],
        "tape_start": recording.tape.start,
        "heard_seconds": verdict.seconds,
        "repeated_frames": verdict.repeated,
        "undecodable": verdict.undecodable,
        "votes": {"acknowledged": sum(vote.acknowledged for vote in recording.votes),
                  "lost": [msgspec.to_builtins(vote) for vote in recording.lost_votes]},
        "playlog": {"passed": len(recording.passed),
                    "faults": [msgspec.to_builtins(fault) for fault in recording.playlog_faults]},
        "memory_megabytes": {one.name: [round(one.first, 1), round(one.last, 1)] for one in memories(recording.rows)},
        "left_behind": [*map(str, recording.left.values()), *recording.traces],
        "clean": clean(recording, verdict),
    }  # fmt: skip


def clean(recording: Recording, verdict: Verdict) -> bool:
    """Whether the target is met: nothing heard, nothing lost, nothing left."""
    return (
        all(line.clean for line in table(recording.outcomes, verdict, recording.tape.sample_rate))
        and not verdict.repeated
        and not recording.left
        and not recording.traces
        and not any(one.grew for one in memories(recording.rows))
    )


def show(recording: Recording, verdict: Verdict) -> None:
    """The table and what belongs under it."""
    print(HEAD)
    for line in table(recording.outcomes, verdict, recording.tape.sample_rate):
        print(row(line))
    acknowledged = sum(vote.acknowledged for vote in recording.votes)
    print(f"heard {verdict.seconds:.0f} s over {len(verdict.heard)} connections; {verdict.repeated} frames came twice")
    print(f"{acknowledged} votes acknowledged, {len(recording.lost_votes)} lost")
    print(f"{len(recording.passed)} marks passed, {len(recording.playlog_faults)} faults of the playlog")
    for one in memories(recording.rows):
        print(f"memory of {one.name}: {one.first:.0f} MB at first, {one.last:.0f} MB at last{' GREW' * one.grew}")
    for trace in [*recording.left.values(), *recording.traces]:
        print(f"left behind: {trace}")


def row(line: Line) -> str:
    """One line of the table."""
    skipped = f" ({line.skipped} could not be done)" if line.skipped else ""
    return (
        f"{line.kind:28} {line.tried:5} {line.gaps:5} {line.worst_ms:9.1f} {line.sum_ms:9.1f} "
        f"{line.unbuffered_ms:10.1f} {line.lost_frames:11} "
        f"{line.votes:5} {line.playlog:7} {line.splices:7} {line.unwell:6}{skipped}"
    )


def write(recording: Recording, verdict: Verdict, seed: int) -> None:
    """``report.json`` in the run's folder, and what was heard, a file a connection."""
    path = recording.folder / "report.json"
    path.write_text(json.dumps(document(recording, verdict, seed), indent=1), encoding="utf-8")
    for number, connection in enumerate(recording.connections):
        (recording.folder / f"heard-{number}.mp3").write_bytes(connection.data)
