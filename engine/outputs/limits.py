"""How many connections this process may hold."""

import contextlib
import resource

from engine.logs import logger

RESERVE = 64  # descriptors for everything else

log = logger(__name__)


def connections(wanted: int, beside: int = 0) -> int:
    """Raise the limit of open files as far as ``wanted`` connections need and the system allows; how many of them fit.
    Says what to do where not all do. ``beside``: those that other stations in this process want; what there is, is
    shared in proportion."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    total = wanted + beside
    need = total + RESERVE
    if soft != resource.RLIM_INFINITY and soft < need:
        top = need if hard == resource.RLIM_INFINITY else max(need, hard)
        for limits in ((need, top), (min(need, hard), hard)):  # the first takes a right that few processes have
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, limits)
                break
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    room = total if soft == resource.RLIM_INFINITY else min(total, soft - RESERVE)
    fit = wanted * room // total
    if fit < wanted:
        log.warning(
            "outputs.listeners can't be reached: raise the limit of open files (ulimit -n, LimitNOFILE=)",
            wanted=wanted,
            possible=fit,
        )
    return fit
