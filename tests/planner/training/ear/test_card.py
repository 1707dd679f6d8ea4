"""The ear's card is of the weights that are shipped."""

from hashlib import blake2b

from planner.analysis.ear import SHIPPED


def test_the_shipped_card_is_of_the_shipped_weights() -> None:
    number = blake2b(SHIPPED.read_bytes(), digest_size=8).hexdigest()
    assert f"Weights `{number}`" in SHIPPED.with_suffix(".md").read_text()
