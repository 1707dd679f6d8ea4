"""RFC 9457 problem documents: every error that leaves the API has the same shape."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import msgspec
from aiohttp import web

from engine.errors import EversetError
from engine.logs import logger
from web.shapes import ProblemDocument

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = logger(__name__)


class Problem(EversetError):
    """An answer that is an error: ``status``, a stable ``code``, and a ``detail`` that says what to do."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail


def problem_response(problem: Problem, instance: str) -> web.Response:
    """``problem`` as ``application/problem+json``."""
    document = ProblemDocument(
        type=f"urn:everset:problem:{problem.code}",
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail,
        instance=instance,
    )
    headers = {"Retry-After": "5"} if problem.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return web.Response(
        status=problem.status,
        body=msgspec.json.encode(document),
        content_type="application/problem+json",
        headers=headers,
    )


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into a problem document; what nobody expected is logged and says nothing of the inside."""
    try:
        return await handler(request)
    except Problem as problem:
        return problem_response(problem, request.path)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return from_http(error, request.path)
    except EversetError as error:
        log.error("request failed", path=request.path, error=str(error))
        return problem_response(Problem(503, "unavailable", NOT_NOW), request.path)
    except Exception:
        log.exception("request failed unexpectedly", path=request.path)
        return problem_response(
            Problem(500, "internal", "The station made a mistake; it is in its log. Try again."), request.path
        )


#: What the station's folder is called, or where its database lies, is the log's to tell and no listener's to read.
NOT_NOW = "The station could not do that just now: try again in a moment."

DETAILS = {
    404: "There is nothing at this address. The API is described at /api/v1/openapi.json.",
    405: "This address does not know that method. The API is described at /api/v1/openapi.json.",
    413: "The request is too big.",
}


def from_http(error: web.HTTPException, instance: str) -> web.Response:
    """aiohttp's own errors in the same shape, keeping headers like ``Allow``."""
    detail = DETAILS.get(error.status, error.reason)
    response = problem_response(Problem(error.status, f"http-{error.status}", detail), instance)
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response
