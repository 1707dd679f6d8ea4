"""Logs: a JSON line an event, secrets blanked wherever they hide, and a size that is bounded."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from engine import logs
from engine.logs import hide_secrets

WRITER = """
import logging, sys
from pathlib import Path

from engine.logs import configure_logs, logger

configure_logs("engine", Path(sys.argv[1]))
log = logger("test")
address = "http://user:hunter2@host/stream.mp3?k=abcdef&x=1"

log.info("listener came", k="abc", address=address, nested={"password": "x"})
logging.getLogger("foreign").warning("source at icecast://source:hackme@host:8000/live")

try:
    raise ValueError("boom at http://u:hunter2@host")

except ValueError:
    log.exception("failed")
"""


def test_every_event_is_a_line_and_no_secret_is_in_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    written = (tmp_path / "engine.jsonl").read_text()
    lines = [json.loads(line) for line in written.splitlines()]
    assert lines[0]["event"] == "listener came"
    assert len(lines) == 3
    assert lines[0]["process"] == "engine"
    assert lines[0]["address"] == "http://user:***@host/stream.mp3?k=***&x=1"
    assert "ValueError" in lines[2]["exception"]
    for told in (written, done.stderr):
        assert "listener came" in told
        for secret in ("hunter2", "hackme", "abcdef", '"abc"'):
            assert secret not in told


@pytest.mark.parametrize("key", ["password", "source_password", "token", "listen_key", "k", "Cookie", "api_key"])
def test_a_secret_is_known_by_its_key(key: str) -> None:
    assert hide_secrets(None, "", {key: "x", "deep": [{key: ["x"]}]}) == {key: "***", "deep": [{key: "***"}]}


@pytest.mark.parametrize("key", ["frame", "why", "track", "monkey", "author"])
def test_what_is_no_secret_stays(key: str) -> None:
    assert hide_secrets(None, "", {key: "x"}) == {key: "x"}


def test_the_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 2_000)
    root = logging.getLogger()
    before, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    try:
        logs.configure_logs("engine", tmp_path)
        for number in range(200):
            logs.logger("test").info("a line", number=number)
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers[:], logging.raiseExceptions = before, raises
        root.setLevel(level)
        logs.structlog.reset_defaults()
        logs.structlog.contextvars.clear_contextvars()
    files = sorted(tmp_path.iterdir())
    assert len(files) == logs.FILES
    assert sum(path.stat().st_size for path in files) <= 2_000 * logs.FILES
    assert json.loads((tmp_path / "engine.jsonl").read_text().splitlines()[-1])["number"] == 199
