"""What any server that takes a source is told."""

from urllib.parse import parse_qs, urlsplit

import pytest

from engine.mounts import LiquidsoapInput
from engine.outputs.upstream import words

PLACE = LiquidsoapInput.model_validate({"host": "radio.example", "mount": "/live", "password": "größer"})


@pytest.mark.parametrize("song", ["A - One", "Björk & 100 % = ?#", "two\r\nlines: header", ""])
def test_a_title_arrives_as_it_is(song: str) -> None:
    request = words.title(PLACE, song).decode()
    target = request.split(" ")[1]
    assert request.count("\r\n\r\n") == 1
    assert parse_qs(urlsplit(target).query, keep_blank_values=True) == {
        "mode": ["updinfo"],
        "mount": ["/live"],
        "song": [song],
        "charset": ["UTF-8"],
    }
