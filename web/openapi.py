"""``GET openapi.json``: the API described from the very shapes that it answers with."""

from functools import cache
from typing import Any

import msgspec
from aiohttp import web

from web import shapes
from web.answer import answer
from web.keys import SETTINGS
from web.listener import cookie_name

Operation = dict[str, Any]

#: path → (method, what it does, the shape of its answer, problems it may answer with)
OPERATIONS: tuple[tuple[str, str, str, type, tuple[int, ...]], ...] = (
    ("/now", "get", "What this listener hears now.", shapes.Now, ()),
    ("/ballot", "get", "The ballot that opened last, with live counts.", shapes.BallotDocument, (404, 503)),
    (
        "/ballot/{id}/vote",
        "put",
        "Vote, or change a vote. It is stored before this answers.",
        shapes.BallotDocument,
        (400, 401, 403, 404, 409, 503),
    ),
    ("/tournament", "get", "Standings of the competitors and the latest matches.", shapes.TournamentDocument, (503,)),
    (
        "/tournament/{competitor}",
        "get",
        "A competitor and its line of descent.",
        shapes.CompetitorDocument,
        (404, 503),
    ),
    ("/history", "get", "What went out, as far as this listener has heard it.", shapes.History, (400, 503)),
    ("/tracks", "get", "The catalogue, searched.", shapes.Tracks, (400, 503)),
    ("/set-aside", "get", "Files that can't be used, and why.", shapes.SetAsideList, (503,)),
    ("/status", "get", "What every process of the station is doing.", shapes.StatusDocument, ()),
)

PARAMETERS: dict[str, list[dict[str, Any]]] = {
    "/history": [{"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 60}}],
    "/tracks": [
        {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 200}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 500}},
    ],
}

LIVE: Operation = {
    "summary": "WebSocket: live events.",
    "description": (
        "Sends one `state` document first (each other type's document under its name, with `timeline`, `standings`, "
        "`matches`, `history` and `set_aside`), then `now`, `ballot`, `match`, `seam` and `health` as they change. "
        "Every message has `seq`. Come back with `?seq=` of the last one: what was missed is sent, or the state anew. "
        'A page may say `{"type": "heard", "frame": n}`: which frame its player plays.'
    ),
    "parameters": [{"name": "seq", "in": "query", "schema": {"type": "integer"}}],
    "responses": {
        "101": {"description": "Switching to a WebSocket."},
        "503": {"$ref": "#/components/responses/Problem"},
    },
}


HAND: Operation = {
    "summary": "WebSocket: a hand on the mix, for who has the desk's key.",
    "description": (
        'The first message is `{"key": "..."}`. Then it sends `hand` (where every control stands, and who has it) as '
        'that changes, and takes `{"do": "touch", "deck": "a", "control": "low", "position": 0.5}`, `cue`, `play`, '
        "`nudge`, `skip`, `hold`, `hand_back` and `panic`; what can't be done comes back as `refused` with its "
        "`detail`. What a page claimed is handed back when it leaves. Closes with 4401 for a wrong key."
    ),
    "responses": {
        "101": {"description": "Switching to a WebSocket."},
        "403": {"$ref": "#/components/responses/Problem"},
    },
}


async def openapi(request: web.Request) -> web.Response:
    """The OpenAPI 3.1 document."""
    return answer(description(cookie_name(request.app[SETTINGS])))


@cache
def description(cookie: str) -> dict[str, Any]:
    """The whole description."""
    answers = [shape for *_, shape, _ in OPERATIONS]
    schemas, components = msgspec.json.schema_components(
        [*answers, shapes.Vote, shapes.ProblemDocument], ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, Any] = {
        path: {method: operation(path, method, summary, schema, problems)}
        for (path, method, summary, _, problems), schema in zip(OPERATIONS, schemas, strict=False)
    }
    paths["/live"] = {"get": LIVE}
    paths["/hand"] = {"get": HAND}
    problem = {"application/problem+json": {"schema": schemas[-1]}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Everset", "version": "1", "description": "Times are seconds unless a name says frame."},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {"Problem": {"description": "An RFC 9457 problem document.", "content": problem}},
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie,
                    "description": "Set by the first answer; named after the station.",
                }
            },
        },
    }


def operation(path: str, method: str, summary: str, schema: Any, problems: tuple[int, ...]) -> Operation:
    """One operation."""
    made: Operation = {
        "summary": summary,
        "parameters": [*placeholders(path), *PARAMETERS.get(path, [])],
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": schema}}},
            **{str(status): {"$ref": "#/components/responses/Problem"} for status in problems},
        },
    }
    if method == "put":
        vote = {"$ref": "#/components/schemas/Vote"}
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": vote}}}
        made["security"] = [{"session": []}]
    return made


def placeholders(path: str) -> list[dict[str, Any]]:
    """The path's own parameters."""
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
