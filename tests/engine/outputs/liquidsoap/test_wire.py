"""The command server's answers, however they arrive. The bytes are those of Liquidsoap 2.1.3."""

import pytest

from engine.errors import CommandFailed
from engine.outputs.liquidsoap.wire import LONGEST, Answers, checked, line

#: Body as it is meant, and as it is sent.
SPOKEN = [
    ("Liquidsoap 2.1.3", b"Liquidsoap 2.1.3\r\nEND\r\n"),
    ("", b"\r\nEND\r\n"),
    ("a\nEND \n ENDx\nEND of it\n", b"a\nEND \n ENDx\nEND of it\n\r\nEND\r\n"),
    ("THE END\nEND", b"THE END\nEND\r\nEND\r\n"),
    ("Usage: version\n  Display it.", b"Usage: version\r\n  Display it.\r\nEND\r\n"),
    ("a\nENDING\nb", b"a\r\nENDING\r\nb\r\nEND\r\n"),
    ('--- 1 ---\ntitle="\\"hi\\"\\nEND"', b'--- 1 ---\ntitle="\\"hi\\"\\nEND"\r\nEND\r\n'),
    ('artist="é"', 'artist="é"\r\nEND\r\n'.encode()),
    ("b : bool\nvol : float", b"b : bool\nvol : float\r\nEND\r\n"),
]
WHOLE = b"".join(data for _, data in SPOKEN)
BODIES = [body for body, _ in SPOKEN]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, len(WHOLE)])
def test_answers_are_whole_whatever_the_pieces(size: int) -> None:
    answers = Answers()
    found = [body for start in range(0, len(WHOLE), size) for body in answers.feed(WHOLE[start : start + size])]
    assert found == BODIES
    assert answers.rest == ""


@pytest.mark.parametrize("cut", range(len(WHOLE)))
def test_answers_are_whole_wherever_they_are_cut(cut: int) -> None:
    answers = Answers()
    assert answers.feed(WHOLE[:cut]) + answers.feed(WHOLE[cut:]) == BODIES


@pytest.mark.parametrize("farewell", ["Bye!", "Connection timed out.. Bye!"])
def test_a_farewell_has_no_end_of_its_own(farewell: str) -> None:
    answers = Answers()
    assert answers.feed(f"{farewell}\r\n".encode()) == []
    assert answers.rest == farewell


def test_bytes_that_are_no_text_cost_nothing_but_themselves() -> None:
    assert Answers().feed(b"caf\xe9\r\nEND\r\n") == ["caf�"]


def test_an_answer_without_an_end_is_none() -> None:
    answers = Answers()
    with pytest.raises(CommandFailed, match="command server"):
        for _ in range(LONGEST // 65_536 + 1):
            answers.feed(b"x" * 65_536)


def test_an_error_is_raised_with_what_liquidsoap_says() -> None:
    assert checked("version", "Liquidsoap 2.1.3") == "Liquidsoap 2.1.3"
    with pytest.raises(CommandFailed, match=r"^q\.push: Liquidsoap says: unknown command, type"):
        checked("q.push /secret/path", 'ERROR: unknown command, type "help" to get a list of commands.')


@pytest.mark.parametrize("command", ["", "  ", "version\nexit", "a\rb", "a\0b", "version\n"])
def test_what_is_not_one_line_is_never_sent(command: str) -> None:
    with pytest.raises(CommandFailed, match="one line"):
        line(command)


def test_a_command_is_a_line() -> None:
    assert line('q.push annotate:title="é":/a b.mp3') == 'q.push annotate:title="é":/a b.mp3\n'.encode()
