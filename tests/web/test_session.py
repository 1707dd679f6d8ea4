"""Sessions: signed, and the listen key gives nothing away."""

from pathlib import Path

import pytest

from engine.errors import StorageError
from web.session import Sessions, load_secret


def test_a_cookie_is_its_listeners() -> None:
    sessions = Sessions(b"s" * 32)
    listener = sessions.issue()
    assert sessions.listener(sessions.cookie(listener)) == listener
    assert sessions.issue() != listener


def test_what_was_not_signed_here_is_nobodys() -> None:
    sessions, others = Sessions(b"s" * 32), Sessions(b"t" * 32)
    listener = sessions.issue()
    key = sessions.listen_key(listener)
    id_of_key = f"{key}.{sessions.cookie(listener).partition('.')[2]}"
    for forged in (None, "", ".", listener, f"{listener}.", f"{listener}.{key}", f"{listener}.é", id_of_key):
        assert sessions.listener(forged) is None
    assert sessions.listener(others.cookie(listener)) is None


def test_the_listen_key_is_neither_the_id_nor_the_signature() -> None:
    sessions = Sessions(b"s" * 32)
    listener = sessions.issue()
    assert sessions.listen_key(listener) not in sessions.cookie(listener)
    assert sessions.listen_key(listener) == sessions.listen_key(listener)


def test_the_secret_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "session.key"
    secret = load_secret(path)
    assert len(secret) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_secret(path) == secret
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_secret_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "session.key"
    path.write_bytes(b"short")
    with pytest.raises(StorageError, match="delete it"):
        load_secret(path)
