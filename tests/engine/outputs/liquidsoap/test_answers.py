"""What the command server's answers mean. The bodies are those of Liquidsoap 2.1.3, where nothing else is said."""

import pytest

from engine.errors import CommandFailed
from engine.outputs.liquidsoap import answers
from engine.outputs.liquidsoap.answers import Variable, Version
from engine.outputs.liquidsoap.commands import written


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Liquidsoap 2.1.3", Version(2, 1, 3)),
        ("Liquidsoap 2.3.2+dev", Version(2, 3, 2, "+dev")),  # as 2.3 and 2.4 say it
        ("Liquidsoap 2.4.0+git@1ade2b3", Version(2, 4, 0, "+git@1ade2b3")),
        ("Liquidsoap 2.4", Version(2, 4, 0)),
    ],
)
def test_versions(body: str, expected: Version) -> None:
    assert answers.version(body) == expected
    assert answers.version(body) >= (2, 1)


def test_a_version_is_told_as_it_was_said() -> None:
    assert str(answers.version("Liquidsoap 2.3.2+dev")) == "2.3.2+dev"


def test_times() -> None:
    assert answers.uptime("1d 02h 03m 22s") == 93_802
    assert answers.seconds("1.32") == 1.32
    assert answers.seconds("0.") == 0.0
    assert answers.remaining("(undef)") is None
    assert answers.remaining("12.50") == 12.5


def test_who_feeds_an_input() -> None:
    assert answers.source("source client connected from 127.0.0.1") == "127.0.0.1"
    assert answers.source("no source client connected") is None


def test_numbers_of_requests() -> None:
    assert answers.number("0") == 0
    assert answers.numbers("0 1 17") == [0, 1, 17]
    assert answers.numbers("") == []


@pytest.mark.parametrize("body", ["Done", "Done.", "Done!"])
def test_done_however_it_is_said(body: str) -> None:
    answers.done(body)


def test_variables() -> None:
    assert answers.variables("b : bool\nvol : float") == [Variable("b", "bool"), Variable("vol", "float")]
    assert answers.variables("") == []


def test_metadata_with_quotes_lines_and_ends() -> None:
    body = 'title="He said \\"hi\\"\\nEND"\nartist="é \\\\ \\001"\nempty=""'
    assert answers.metadata(body) == {"title": 'He said "hi"\nEND', "artist": "é \\ \x01", "empty": ""}


def test_what_an_output_was_given_lately_begins_with_the_newest() -> None:
    body = '--- 2 ---\ntitle="old"\n--- 1 ---\ntitle="new"\nartist="--- 3 ---"'
    assert answers.history(body) == [{"title": "new", "artist": "--- 3 ---"}, {"title": "old"}]
    assert answers.history("") == []


def test_a_request_that_is_forgotten() -> None:
    assert answers.found("log") == "log"
    with pytest.raises(CommandFailed, match="forgotten"):
        answers.found("No such request.")


@pytest.mark.parametrize(
    "read",
    [answers.version, answers.uptime, answers.source, answers.seconds, answers.number, answers.numbers, answers.done],
)
def test_what_cannot_be_read_is_an_error_that_shows_it(read: object) -> None:
    assert callable(read)
    with pytest.raises(CommandFailed, match="something"):
        read("something else")


def test_values_of_variables() -> None:
    assert [written(value) for value in (True, False, 3, 0.5, 1e-7, "a b")] == [
        "true",
        "false",
        "3",
        "0.5",
        "1e-07",
        "a b",
    ]
    for value in (float("nan"), float("inf"), "a=b"):
        with pytest.raises(CommandFailed, match="can't be set"):
            written(value)
