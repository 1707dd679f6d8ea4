"""The seam's picture: which peak of which track is drawn where, and how high."""

import pytest

from tests.web.others import LENGTH, RATE, SEAM, programme, track
from web.picture import COLUMNS, TRACK_COLUMNS, Piece, mean, seam_picture, source_at, track_picture
from web.shapes import SeamPicture
from web.timeline import Timeline

WAVE = 10.0  # peaks a second


def drawn(first: list[float], second: list[float]) -> SeamPicture:
    marks, clips = programme(track("a", "First"), track("b", "Second"))
    timeline = Timeline(sample_rate=RATE, marks=tuple(marks), clips=tuple(clips))
    waves = {"a": (first, WAVE), "b": (second, WAVE)}
    return seam_picture(marks[1], timeline, waves.get)


def column(picture: SeamPicture, frame: float) -> int:
    return int((frame - picture.start_frame) / picture.column_frames)


def test_the_picture_covers_the_seam_and_what_is_around_it() -> None:
    picture = drawn([1.0] * 2_000, [1.0] * 2_000)
    assert (picture.at_frame, picture.length_frames, picture.centre_frame) == (SEAM, LENGTH, SEAM + LENGTH // 2)
    assert picture.start_frame < SEAM
    assert picture.start_frame + COLUMNS * picture.column_frames > SEAM + LENGTH
    assert len(picture.from_peaks) == len(picture.to_peaks) == COLUMNS
    assert (picture.from_title, picture.to_title, picture.ballot) == ("First", "Second", "b1")
    assert picture.beats[:2] == [SEAM, SEAM + RATE // 2]


def test_a_track_is_as_high_as_its_fader() -> None:
    picture = drawn([1.0] * 2_000, [1.0] * 2_000)
    middle = column(picture, SEAM + LENGTH / 2)
    half = 255 * 2**-0.5  # equal power: both at sin(π/4)
    assert picture.from_peaks[0] == 255
    assert picture.to_peaks[0] == 0
    assert picture.from_peaks[middle] == pytest.approx(half, abs=3)
    assert picture.to_peaks[middle] == pytest.approx(half, abs=3)
    assert picture.from_peaks[-1] == 0
    assert picture.to_peaks[-1] == 255


def test_a_peak_is_drawn_where_it_is_heard() -> None:
    wave = [0.0] * 2_000
    wave[700] = 1.0  # 70 s into the first track: ten seconds into the seam, which starts at its 60th
    picture = drawn(wave, [0.0] * 2_000)
    heard = [index for index, value in enumerate(picture.from_peaks) if value]
    place = column(picture, 70 * RATE)
    assert heard
    assert all(abs(index - place) <= 2 for index in heard)
    assert not any(picture.to_peaks)


def test_a_track_without_a_waveform_is_left_out() -> None:
    marks, clips = programme(track("a", "First"), track("b", "Second"))
    timeline = Timeline(sample_rate=RATE, marks=tuple(marks), clips=tuple(clips))
    assert not any(seam_picture(marks[1], timeline, lambda _: None).to_peaks)


def test_maps_are_followed_piece_by_piece() -> None:
    piece = Piece(0, 30, [(0, 0.0), (10, 10.0), (20, 40.0)])
    assert [source_at(piece, frame) for frame in (0, 5, 10, 15, 20, 25)] == [0, 5, 10, 25, 40, 55]


def test_a_place_beyond_the_waveform_is_silent() -> None:
    assert mean([0.5, 0.9], 0.2, 1.5) == pytest.approx(0.7)
    assert mean([0.5, 0.9], 0.2, 0.3) == 0.5
    assert mean([0.5, 0.9], 7.0, 9.0) == 0.0
    assert mean([], 0.0, 1.0) == 0.0


def test_a_break_differs_from_a_drop_to_the_eye() -> None:
    picture = drawn([0.4] * 550 + [0.8] * 1_450, [0.0] * 2_000)
    quiet, loud = (picture.from_peaks[column(picture, second * RATE)] for second in (52, 58))
    assert (quiet, loud) == (64, 255)  # half the amplitude, a quarter of the height


def test_the_outline_of_a_track_runs_from_its_title_to_the_next() -> None:
    wave = [0.0] * 2_400
    wave[375] = 1.0  # at half of its 75 seconds on air
    marks, clips = programme(track("a", "First"), track("b", "Second"))
    timeline = Timeline(sample_rate=RATE, marks=tuple(marks), clips=tuple(clips))
    outline = track_picture(marks[0], timeline, {"a": (wave, WAVE)}.get)
    highest = max(range(TRACK_COLUMNS), key=outline.__getitem__)
    assert highest in (TRACK_COLUMNS // 2 - 1, TRACK_COLUMNS // 2)
    assert sum(value > 0 for value in outline) <= 2


def test_what_was_heard_stays_drawn_when_the_engine_forgets_it() -> None:
    marks, clips = programme(track("a", "First"), track("b", "Second"))
    timeline = Timeline().follow(marks, clips, RATE, 0)
    forgotten = timeline.follow(marks[1:], clips[1:], RATE, SEAM + LENGTH // 3)
    waves = {"a": ([1.0] * 2_000, WAVE), "b": ([1.0] * 2_000, WAVE)}
    assert seam_picture(marks[1], forgotten, waves.get) == seam_picture(marks[1], timeline, waves.get)
