"""What an Icecast is told of a mount, and what its answers mean to an operator."""

import pytest

from engine.errors import OutputTrouble
from engine.mounts import IcecastMount
from engine.outputs.icecast import answers
from engine.outputs.mp3 import mp3
from engine.outputs.opus import opus

PLACE = IcecastMount.model_validate(
    {"host": "radio.example", "mount": "/live", "password": "größ:er", "genre": "House"}
)
MP3 = mp3(44_100, 192, 7)
FORBIDDEN = b"HTTP/1.0 403 Forbidden\r\n\r\n"


def headers(request: bytes) -> dict[str, str]:
    first, *lines = request.decode().removesuffix("\r\n\r\n").split("\r\n")
    assert first == "PUT /live HTTP/1.1"
    return dict(line.split(": ", 1) for line in lines)


def test_a_source_says_what_it_is_and_nothing_of_a_length() -> None:
    said = headers(answers.source(PLACE, MP3, "Night  Bus\r\nRadio"))
    assert said["Content-Type"] == "audio/mpeg"
    assert said["Expect"] == "100-continue"
    assert (said["Ice-Name"], said["Ice-Genre"], said["Ice-Public"]) == ("Night Bus Radio", "House", "0")
    assert said["Ice-Audio-Info"] == "ice-samplerate=44100;ice-bitrate=192;ice-channels=2"
    assert not {"Content-Length", "Transfer-Encoding", "Ice-URL"} & set(said)
    assert headers(answers.source(PLACE, opus(44_100, 128, ""), ""))["Content-Type"] == "audio/ogg"


@pytest.mark.parametrize("head", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n"])
def test_a_source_that_is_taken(head: bytes) -> None:
    answers.taken(PLACE, head, b"", "audio/mpeg")


@pytest.mark.parametrize(
    ("head", "body", "state", "advice"),
    [
        (b"HTTP/1.0 401 Authentication Required\r\n\r\n", b"", "wrong password", "source-password of its icecast.xml"),
        (FORBIDDEN, b"<b>Mountpoint in use</b>", "mount busy", "stop that source"),
        (FORBIDDEN, b"<b>Content-type not supported</b>", "refused content type", "does not take audio/mpeg"),
        (FORBIDDEN, b"<b>too many sources connected</b>", "server full", "raise <sources>"),
        (b"HTTP/1.1 415 Unsupported\r\n\r\n", b"", "refused content type", "choose another format"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", b"", "refused", "502 (Bad Gateway)"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", b"", "refused", "no HTTP"),
    ],
)
def test_each_refusal_has_a_state_and_says_what_to_do(head: bytes, body: bytes, state: str, advice: str) -> None:
    with pytest.raises(OutputTrouble) as caught:
        answers.taken(PLACE, head, body, "audio/mpeg")
    assert caught.value.state == state
    assert advice in str(caught.value)
    assert "Icecast at radio.example:8000/live" in str(caught.value)
    assert "größ" not in str(caught.value)


def test_a_trial_is_right_when_only_its_wish_is_strange() -> None:
    assert b"mode=trial" in answers.trial(PLACE)
    answers.tried(PLACE, b"HTTP/1.0 400 Bad Request\r\n\r\n")
    for head in (b"HTTP/1.0 401 Authentication Required\r\n\r\n", b"HTTP/1.0 404 Not Found\r\n\r\n"):
        with pytest.raises(OutputTrouble):
            answers.tried(PLACE, head)


def test_a_title_that_is_refused_with_a_200_is_refused() -> None:
    ok = b"HTTP/1.0 200 OK\r\n\r\n"
    answers.told(
        PLACE, ok, b"<iceresponse><message>Metadata update successful</message><return>1</return></iceresponse>"
    )
    with pytest.raises(OutputTrouble, match="will not accept"):
        answers.told(PLACE, ok, b"<message>Mountpoint will not accept URL updates</message><return>1</return>"[:-18])
