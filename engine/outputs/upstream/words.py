"""What is said to a server that takes a source by HTTP, and the first line of what it answers."""

import base64
import re
from urllib.parse import urlencode

from engine.mounts import Mount

STATUS = re.compile(rb"HTTP/\d\.\d (\d{3}) ?([^\r\n]*)")


def source(place: Mount, headers: dict[str, str]) -> bytes:
    """Asks to be the source of ``place``; the sound follows as it is, without a length and not in chunks."""
    return _request("PUT", place.mount, place, headers)


def title(place: Mount, song: str) -> bytes:
    """Has the mount show ``song`` from the sound that is sent next on."""
    return metadata(place, mode="updinfo", song=song, charset="UTF-8")


def metadata(place: Mount, **query: str) -> bytes:
    """Says something of the mount's metadata."""
    return _request("GET", f"/admin/metadata?{urlencode({'mount': place.mount, **query})}", place, {})


def _request(method: str, target: str, place: Mount, headers: dict[str, str]) -> bytes:
    login = base64.b64encode(f"{place.user}:{place.password.get_secret_value()}".encode()).decode()
    known = {
        "Host": f"{place.host}:{place.port}",
        "User-Agent": "Everset",
        "Authorization": f"Basic {login}",
        **headers,
    }
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in known.items()), "", ""]
    return "\r\n".join(lines).encode()


def status(head: bytes) -> tuple[int, str]:
    """The number and the words of an answer's first line; 0 when it is no HTTP."""
    found = STATUS.match(head)
    return (int(found[1]), found[2].decode(errors="replace").strip()) if found else (0, "")
