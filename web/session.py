"""Who a listener is: a random id in a signed cookie, and a listen key that only the station can derive from it.

The cookie is ``<id>.<signature>``. The stream's address carries ``?k=<listen key>``, optionally followed by
``.<nonce>`` so that a page recognises its own connection among several of one listener. Both the signature and the key
are HMAC-SHA256 under the station's secret, each with its own label, so neither can be used as the other.
"""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from engine.errors import StorageError

SECRET_BYTES = 32
ID = re.compile(r"[0-9a-f]{32}")


class Sessions:
    """Issues and checks sessions under ``secret``."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def issue(self) -> str:
        """A listener id that nobody has."""
        return secrets.token_hex(16)

    def cookie(self, listener: str) -> str:
        """The cookie's value for ``listener``."""
        return f"{listener}.{self._mac('cookie', listener)}"

    def listener(self, cookie: str | None) -> str | None:
        """The id in ``cookie``, or None when it is missing or not one of ours."""
        listener, _, signature = (cookie or "").partition(".")
        if not ID.fullmatch(listener) or not signature.isascii():
            return None
        return listener if hmac.compare_digest(signature, self._mac("cookie", listener)) else None

    def listen_key(self, listener: str) -> str:
        """What the stream's address carries for ``listener``: 32 hex digits."""
        return self._mac("listen", listener)

    def _mac(self, label: str, listener: str) -> str:
        return hmac.digest(self._secret, f"{label}:{listener}".encode(), hashlib.sha256).hex()[:32]


def load_secret(path: Path) -> bytes:
    """The station's secret at ``path``, made with mode 0600 on the first call. Raises StorageError."""
    try:
        try:
            secret = path.read_bytes()
        except FileNotFoundError:
            secret = create_secret(path)
    except OSError as error:
        raise StorageError(f"can't keep the sessions' secret at {path}: {error.strerror}") from error
    if len(secret) != SECRET_BYTES:
        raise StorageError(f"{path} is damaged: delete it (listeners then get a new session) and start again")
    return secret


def create_secret(path: Path) -> bytes:
    """Write a random secret so that it is whole or not there at all, even when two processes start at once."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secrets.token_bytes(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other one won
    finally:
        draft.unlink()
    return path.read_bytes()
