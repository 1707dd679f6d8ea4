"""Logs: one JSON line an event to ``<data>/logs/<process>.jsonl``, and lines for people to standard error."""

import logging
import logging.handlers
import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

FILE_BYTES = 4_000_000
FILES = 4  # so that a year of one process's logs is bounded by 16 MB

#: Keys whose values are nobody's business: credentials, and the listen key, which is a session.
SECRET = re.compile(
    r"password|passwd|secret|token|cookie|authorization|credential|api_?key|listen_?key|desk_?key|^k(ey)?$", re.I
)
#: ``user:password@`` in an address, and the listen key in a stream's address.
INSIDE = (
    (re.compile(r"(\w+://[^/\s:@]*):[^/\s@]+@"), r"\1:***@"),
    (re.compile(r"([?&](?:k|key|token|password)=)[^&\s]+", re.I), r"\1***"),
)


def hide_secrets(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank what must not be stored, by its key or inside any string, at any depth."""
    return {key: hidden(key, value) for key, value in event.items()}


def hidden(key: str, value: Any) -> Any:
    """``value`` as it may be stored under ``key``."""
    if SECRET.search(str(key)):
        return "***"
    if isinstance(value, dict):
        return {inner: hidden(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [hidden("", item) for item in value]
    if isinstance(value, str):
        for pattern, blank in INSIDE:
            value = pattern.sub(blank, value)
    return value


def configure_logs(process: str, folder: Path, *, level: int = logging.INFO) -> None:
    """Set up logging for this process; call it once, first. A full disk costs the line, never the process."""
    logging.raiseExceptions = False
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    file = logging.handlers.RotatingFileHandler(
        folder / f"{process}.jsonl", maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8", delay=True
    )
    file.setFormatter(formatter(shared, structlog.processors.JSONRenderer(default=str)))
    people = logging.StreamHandler(sys.stderr)
    people.setFormatter(formatter(shared, for_people(colors=sys.stderr.isatty())))
    logging.basicConfig(level=level, handlers=[file, people], force=True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def configure_plain(level: int = logging.WARNING) -> None:
    """Lines to standard error alone, for commands and for job workers: standard output is for what was asked
    for."""
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, hide_secrets, for_people(colors=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def for_people(*, colors: bool) -> structlog.dev.ConsoleRenderer:
    """Lines for people. Traces come without the values of variables: a listen key may be among them."""
    return structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)


def formatter(shared: list[Any], renderer: Any) -> logging.Formatter:
    """A formatter that brings other libraries' records through the same processors, secrets hidden at the
    end."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,  # a trace is a string like any other, with what hides in it
            hide_secrets,
            renderer,
        ],
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of one module."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound
