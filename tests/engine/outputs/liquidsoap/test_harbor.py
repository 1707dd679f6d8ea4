"""What an input.harbor is told, and what its answers mean to an operator."""

import base64

import pytest

from engine.errors import OutputTrouble
from engine.mounts import LiquidsoapInput
from engine.outputs.liquidsoap import harbor

PLACE = LiquidsoapInput.model_validate({"host": "radio.example", "mount": "/live", "password": "größer"})


def test_a_source_says_who_it_is_and_nothing_of_a_length() -> None:
    head, _, body = harbor.source(PLACE).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert (first, body) == ("PUT /live HTTP/1.1", b"")
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == "source:größer"
    assert headers["Content-Type"] == "audio/wav"
    assert not {"Content-Length", "Transfer-Encoding", "Expect"} & set(headers)


def test_a_trial_is_the_same_without_a_content_type() -> None:
    assert harbor.trial(PLACE).decode() == harbor.source(PLACE).decode().replace("Content-Type: audio/wav\r\n", "")


@pytest.mark.parametrize(
    ("head", "state", "advice"),
    [
        (b"HTTP/1.0 401 Unauthorized\r\n\r\n", "wrong password", "set the user and password"),
        (b"HTTP/1.0 403 Mountpoint already taken\r\n\r\n", "mount busy", "another source"),
        (b"HTTP/1.0 404 Not found\r\n\r\n", "no such mount", "name one that its script has"),
        (b"HTTP/1.0 501 Not Implemented\r\n\r\n", "refused", "501 (Not Implemented)"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "refused", "no HTTP"),
    ],
)
def test_each_refusal_has_a_state_and_says_what_to_do(head: bytes, state: str, advice: str) -> None:
    with pytest.raises(OutputTrouble) as caught:
        harbor.taken(PLACE, head)
    assert caught.value.state == state
    assert advice in str(caught.value)
    assert "radio.example:8005/live" in str(caught.value)
    assert "größer" not in str(caught.value)


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.0 200\r\n\r\n"])
def test_a_source_that_is_taken(head: bytes) -> None:
    harbor.taken(PLACE, head)


@pytest.mark.parametrize(("number", "right"), [(501, True), (403, True), (401, False), (404, False), (500, False)])
def test_a_trial_is_right_when_only_the_format_is_missing_or_somebody_is_there(number: int, right: bool) -> None:
    head = f"HTTP/1.0 {number} Words\r\n\r\n".encode()
    if right:
        harbor.tried(PLACE, head)
    else:
        with pytest.raises(OutputTrouble):
            harbor.tried(PLACE, head)
