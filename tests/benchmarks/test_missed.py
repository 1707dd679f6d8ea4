"""What one listener has of what another one has."""

from benchmarks.far.missed import Missed, missed

REFERENCE = [b"%d" % number for number in range(50)]
SILENT = [*REFERENCE[:20], *[b"silence"] * 10, *REFERENCE[30:]]


def test_who_hears_a_part_of_it_whole_misses_nothing() -> None:
    assert missed(REFERENCE[10:40], REFERENCE) == Missed(30, [], 0, 0)
    assert missed([b"before", *REFERENCE[:5], b"behind"], REFERENCE) == Missed(5, [], 0, 0)
    assert missed(SILENT[10:40], SILENT) == Missed(30, [], 0, 0)


def test_holes_and_repeats_are_found_where_they_are() -> None:
    heard = [*REFERENCE[5:12], *REFERENCE[15:25], *REFERENCE[23:40], b"other", *REFERENCE[41:45]]
    assert missed(heard, REFERENCE) == Missed(36, [(12, 3), (40, 1)], 2, 1)


def test_who_hears_something_else_has_nothing_of_it() -> None:
    assert missed([b"a", b"b"], REFERENCE) == Missed(0, [], 0, 2)
