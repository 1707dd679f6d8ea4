"""JSON answers and the reading of requests."""

from typing import TypeVar

import msgspec
from aiohttp import web

from web.problems import Problem

T = TypeVar("T")


def answer(document: object, *, status: int = 200) -> web.Response:
    """``document`` as JSON; never cached, it is true for a moment."""
    return web.Response(
        status=status,
        body=msgspec.json.encode(document),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


async def body(request: web.Request, shape: type[T]) -> T:
    """The request's JSON as ``shape``. Raises Problem 400 that says what is wrong with it."""
    try:
        return msgspec.json.decode(await request.read(), type=shape)
    except msgspec.MsgspecError as error:
        raise Problem(400, "bad-body", f"The body is not what this address takes: {error}.") from error


def whole(request: web.Request, name: str, default: int, most: int) -> int:
    """The query's whole number ``name``, 1 to ``most``. Raises Problem 400."""
    given = request.query.get(name, str(default))
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= most):
        raise Problem(400, "bad-query", f"{name} is a whole number from 1 to {most}.")
    return int(given)
