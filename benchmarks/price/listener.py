"""A listener who reads a stream and throws it away."""

import threading
import urllib.request


class Listener:
    """Listens to ``url`` from the start of its life to :meth:`stop`. ``received``: bytes so far."""

    def __init__(self, url: str) -> None:
        self.received = 0
        self._stream = urllib.request.urlopen(url, timeout=30)  # noqa: S310  the station's own, on loopback
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while part := self._stream.read1(65_536):
            self.received += len(part)

    @property
    def listens(self) -> bool:
        return self._thread.is_alive()
