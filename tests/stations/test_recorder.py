"""A recorder against real HTTP servers: exact length, broken connections, and streams that are none."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.errors import StorageError, Unreachable, UsageError
from stations.demo.library import short_piece
from stations.recorder import Recorder
from tests.support.disk import file_limit


@pytest.fixture(scope="module")
def piece(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("stream") / "piece.mp3"
    short_piece(path, bpm=124.0, seconds=12.0, fmt="mp3")
    return path.read_bytes()


@contextmanager
def server(answers: list[bytes]) -> Iterator[tuple[str, list[str]]]:
    """Gives its address, and who asked: each request gets the next of ``answers``, the last one for ever, and then
    the connection is closed."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = answers[min(len(asked), len(answers)) - 1]
            self.send_response(200)
            self.send_header("Content-Type", "audio/mpeg")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{running.server_port}/stream.mp3", asked
        finally:
            running.shutdown()


def test_it_records_the_length_asked_for_to_the_frame(tmp_path: Path, piece: bytes) -> None:
    told: list[tuple[float, float]] = []
    with server([piece]) as (url, _):
        recorder = Recorder(url, tmp_path / "out.flac", 5.0)
        recorder.run(lambda done, total: told.append((done, total)))
    samples, rate = soundfile.read(tmp_path / "out.flac")
    assert samples.shape == (5 * rate, 2)
    assert np.abs(samples).max() > 0.1
    assert (recorder.reconnects, recorder.errors, recorder.seconds) == (0, 0, 5.0)
    assert told[-1] == (5.0, 5.0)


def test_it_connects_again_when_the_stream_breaks(tmp_path: Path, piece: bytes) -> None:
    with server([piece[: len(piece) // 4], b"", piece]) as (url, asked):
        recorder, said = Recorder(url, tmp_path / "out.wav", 6.0, pause=0.0), list[str]()
        recorder.run(say=said.append)
    assert recorder.seconds == 6.0
    assert len(asked) >= 3
    assert recorder.reconnects >= 1
    assert all(words.startswith(f"waiting for {url} after ") for words in said)


@pytest.mark.parametrize("body", [b"", b"<html>This is a page, and no stream.</html>" * 50])
def test_what_is_no_stream_is_given_up_on_in_words(tmp_path: Path, body: bytes) -> None:
    said: list[str] = []
    with server([body]) as (url, asked), pytest.raises(Unreachable, match="is the station on air"):
        Recorder(url, tmp_path / "out.flac", 1.0, attempts=3, pause=0.0).run(say=said.append)
    assert len(said) == 1  # the same reason is said once
    assert len(asked) >= 3
    assert not (tmp_path / "out.flac").exists()


def test_where_nobody_listens_it_says_so(tmp_path: Path) -> None:
    with server([b""]) as (url, _):
        pass
    with pytest.raises(Unreachable, match="Connection refused"):
        Recorder(url, tmp_path / "out.flac", 1.0, attempts=2, pause=0.0).run()


def test_a_full_disk_ends_it_in_words_and_keeps_what_it_has(tmp_path: Path, piece: bytes) -> None:
    with server([piece]) as (url, _), file_limit(600_000), pytest.raises(StorageError, match="free some space"):
        Recorder(url, tmp_path / "out.wav", 10.0).run()
    assert soundfile.info(tmp_path / "out.wav").frames > 44_100


def test_another_ending_is_refused_before_it_listens(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.flac or \.wav"):
        Recorder("http://127.0.0.1:9/", tmp_path / "out.mp3", 1.0)
