"""What is alive of a process's memory."""

from benchmarks.soak.heap import heap


def test_what_is_held_is_alive_and_what_was_let_go_is_not() -> None:
    before = heap()
    held = [bytes([number % 256]) * 300 for number in range(100_000)]
    large = bytearray(8_000_000)
    full = heap()
    assert 100 <= full.objects - before.objects < 200
    assert 8 <= full.malloc - before.malloc < 60
    del held, large
    assert abs(heap().objects - before.objects) < 10
    assert heap().malloc - before.malloc < 2
