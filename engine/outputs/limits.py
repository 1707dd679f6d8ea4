"""How many connections this process may hold."""

import contextlib
import resource

from engine.logs import logger

RESERVE = 64  # descriptors for everything else

log = logger(__name__)


def connections(wanted: int) -> int:
    """Raise the limit of open files as far as ``wanted`` connections need and the system allows; how many of them fit.
    Says what to do where not all do."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    need = wanted + RESERVE
    if soft != resource.RLIM_INFINITY and soft < need:
        top = need if hard == resource.RLIM_INFINITY else max(need, hard)
        for limits in ((need, top), (min(need, hard), hard)):  # the first takes a right that few processes have
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, limits)
                break
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    fit = wanted if soft == resource.RLIM_INFINITY else min(wanted, soft - RESERVE)
    if fit < wanted:
        log.warning(
            "outputs.listeners can't be reached: raise the limit of open files (ulimit -n, LimitNOFILE=)",
            wanted=wanted,
            possible=fit,
        )
    return fit
