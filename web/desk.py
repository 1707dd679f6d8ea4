"""``GET status``: what every process of the station is doing, for the operator's page. Read only."""

import msgspec
from aiohttp import web
from msgspec import Struct

from web.answer import answer
from web.documents import health_document, now_document
from web.keys import HUB, KNOWLEDGE, REFRESH, SESSIONS, STATUSES
from web.metrics import rungs
from web.processes import outputs, processes, whole
from web.shapes import DecisionEntry, StatusDocument

DECISIONS = 20


async def status(request: web.Request) -> web.Response:
    """The document of ``everset status --json``, with what the desk lists besides."""
    known, refresh = request.app[KNOWLEDGE], request.app[REFRESH]
    await request.app[STATUSES].fresh()
    decisions = await refresh.read(lambda: refresh.store.decisions.recent(DECISIONS))
    now = now_document(known, request.app[SESSIONS], None)
    return answer(
        StatusDocument(
            station=known.settings.station,
            on_air=known.on_air(),
            frame=known.head_frame(),
            sample_rate=known.sample_rate,
            now=now.now_playing,
            next=now.next,
            processes=processes(known),
            outputs=outputs(known),
            late_blocks=whole(known.statuses.get("engine", {}).get("late_blocks")),
            ladder=rungs(known),
            ahead_seconds=max(0, known.head.end - known.head_frame()) / known.sample_rate,
            pages=len(request.app[HUB].pages),
            health=health_document(known),
            log=list(reversed(known.log)),
            decisions=[decided(id, body) for id, body in decisions],
        )
    )


def decided(id: str, body: bytes) -> DecisionEntry:
    """A decision in a line: a choice of tracks with how many it was made from, or a seam with its measures."""
    facts = msgspec.json.decode(body, type=Decided)
    if facts.recipe:
        failed = sorted(name for name, one in facts.measures.items() if one.measurable and not one.ok)
        score = "" if facts.score is None else f", score {facts.score:.2f}"
        missed = f", not met: {', '.join(failed)}" if failed else ""
        fallback = f", fell back: {facts.fallback}" if facts.fallback else ""
        return DecisionEntry(id=id, what=f"{facts.recipe}, {facts.bars} bars{score}{missed}{fallback}")
    vetoed = ", ".join(f"{count} by {rule}" for rule, count in sorted(facts.counts.items()))
    rules = f"; vetoed {vetoed}" if vetoed else ""
    return DecisionEntry(id=id, what=f"chose {len(facts.picks)} of {facts.considered} tracks{rules}")


class Measured(Struct):
    """What the line says of a measure."""

    ok: bool = False
    measurable: bool = False


class Decided(Struct):
    """What the line needs of a stored decision, whichever kind it is."""

    recipe: str = ""
    bars: int = 0
    score: float | None = None
    fallback: str = ""
    measures: dict[str, Measured] = {}
    picks: list[str] = []
    considered: int = 0
    counts: dict[str, int] = {}
