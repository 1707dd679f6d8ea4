"""Decoding: exact lengths with gapless trimming, every odd format, every bad file."""

import os
import resource
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.errors import SetAside
from planner.library.decode import decode, decode_blocks, probe
from tests.planner.library.sounds import RATE, click, encode, tone

FRAMES = 2 * RATE + 137


def code(path: Path, max_seconds: float = 10800) -> str:
    with pytest.raises(SetAside) as caught:
        decode(path, RATE, max_seconds)
    assert ":" in caught.value.message  # what happened: what to do
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "codec", "padding"),
    [
        ("a.mp3", "libmp3lame", 0),
        ("a.flac", "flac", 0),
        ("a.wav", "pcm_s16le", 0),
        ("a.aiff", "pcm_s24be", 0),
        ("a.m4a", "aac", 1024),  # MP4's edit list trims the head; FFmpeg leaves the last frame whole
        ("a.m4a", "alac", 0),
    ],
)
def test_length_and_position_are_those_of_the_source(tmp_path: Path, name: str, codec: str, padding: int) -> None:
    sound = decode(encode(tmp_path / name, click(FRAMES, 30000), codec), RATE)
    assert FRAMES <= len(sound) <= FRAMES + padding
    onset = np.argmax(np.abs(sound[:, 0]) > 0.4)
    assert abs(int(onset) - 30000) <= 4


def test_opus_pre_skip_is_cut_off_and_resampled_in_place(tmp_path: Path) -> None:
    sound = np.zeros((2 * 48000, 2), np.float32)
    sound[24000:24200] = 0.8
    decoded = decode(encode(tmp_path / "a.opus", sound, "libopus", 48000), RATE)
    assert len(decoded) == pytest.approx(2 * RATE, abs=2)
    assert abs(int(np.argmax(np.abs(decoded[:, 0]) > 0.4)) - 22050) <= 4


def test_vorbis_plays(tmp_path: Path) -> None:
    path = tmp_path / "a.ogg"
    with soundfile.SoundFile(path, "w", RATE, 2, format="OGG", subtype="VORBIS") as file:
        for block in np.array_split(tone(FRAMES), 50):
            file.write(block)
    assert decode(path, RATE).shape == (FRAMES, 2)


def test_adts_plays(tmp_path: Path) -> None:
    assert len(decode(encode(tmp_path / "a.aac", tone(FRAMES), "aac"), RATE)) >= FRAMES


def test_mono_sounds_on_both_sides_at_its_own_level(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(FRAMES)[:, 0], RATE, subtype="FLOAT")
    sound = decode(tmp_path / "a.wav", RATE)
    np.testing.assert_array_equal(sound[:, 0], sound[:, 1])
    np.testing.assert_array_equal(sound[:, 0], tone(FRAMES)[:, 0])


def test_eight_bits_play(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(FRAMES), RATE, subtype="PCM_U8")
    np.testing.assert_allclose(decode(tmp_path / "a.wav", RATE), tone(FRAMES), atol=0.01)


def test_192_khz_is_resampled_with_its_pitch_and_place(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(192000, 192000), 192000, subtype="FLOAT")
    sound = decode(tmp_path / "a.wav", RATE)
    assert len(sound) == RATE
    np.testing.assert_allclose(sound[1000:-1000], tone(RATE)[1000:-1000], atol=1e-3)


def test_surround_is_mixed_down_without_clipping(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.ones((FRAMES, 6)) * 0.9, RATE, subtype="FLOAT")
    assert np.abs(decode(tmp_path / "a.wav", RATE)).max() == pytest.approx(0.9, abs=0.01)


def test_probe_reads_the_header(tmp_path: Path) -> None:
    info = probe(encode(tmp_path / "a.flac", tone(RATE), "flac"))
    assert (info.duration, info.sample_rate, info.channels, info.codec) == (1.0, RATE, 2, "flac")


def test_a_file_cut_short_plays_what_is_there(tmp_path: Path) -> None:
    for name, codec in (("a.mp3", "libmp3lame"), ("a.flac", "flac"), ("a.wav", "pcm_s16le")):
        path = encode(tmp_path / name, tone(10 * RATE) + _hiss(10 * RATE), codec)
        os.truncate(path, path.stat().st_size * 8 // 10)
        assert len(decode(path, RATE)) == pytest.approx(8 * RATE, rel=0.05)


def test_a_damaged_stretch_is_skipped(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp3", tone(10 * RATE), "libmp3lame")
    data = bytearray(path.read_bytes())
    data[40000:42000] = os.urandom(2000)
    path.write_bytes(data)
    assert len(decode(path, RATE)) == pytest.approx(10 * RATE, rel=0.05)


def test_some_samples_that_are_no_numbers_fall_silent(tmp_path: Path) -> None:
    sound = tone(FRAMES)
    sound[500:510] = np.nan
    sound[600] = np.inf
    sound[700] = 1e30
    soundfile.write(tmp_path / "a.wav", sound, RATE, subtype="FLOAT")
    decoded = decode(tmp_path / "a.wav", RATE)
    assert np.isfinite(decoded).all()
    assert not decoded[500:510].any()
    assert np.abs(decoded).max() <= 1.0
    np.testing.assert_array_equal(decoded[1000:], sound[1000:])


def test_samples_that_are_mostly_no_numbers_are_set_aside(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.full((FRAMES, 2), np.nan), RATE, subtype="FLOAT")
    assert code(tmp_path / "a.wav") == "not-a-number"


def test_text_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text("Hello, this is a text. " * 400, "utf-8")
    assert code(tmp_path / "a.mp3") == "text"


def test_a_playlist_opens_no_other_file(tmp_path: Path) -> None:
    encode(tmp_path / "real.mp3", tone(RATE), "libmp3lame")
    (tmp_path / "a.mp3").write_text(f"#EXTM3U\n#EXTINF:1,\n{tmp_path}/real.mp3\n")
    assert code(tmp_path / "a.mp3") == "text"


def test_noise_bytes_are_set_aside(tmp_path: Path) -> None:
    (tmp_path / "a.flac").write_bytes(bytes(range(256)) * 1000)
    assert code(tmp_path / "a.flac") in ("not-audio", "no-audio", "codec", "damaged")


def test_an_empty_file_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").touch()
    assert code(tmp_path / "a.mp3") == "empty"


def test_a_missing_file_and_a_folder_are_set_aside(tmp_path: Path) -> None:
    assert code(tmp_path / "a.mp3") == "missing"
    (tmp_path / "b.mp3").mkdir()
    assert code(tmp_path / "b.mp3") == "not-a-file"


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp3")
    assert code(tmp_path / "a.mp3") == "not-a-file"


def test_a_header_without_sound_is_set_aside(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.flac", tone(RATE), "flac")
    os.truncate(path, 100)
    assert code(path) in ("damaged", "not-audio")


def test_an_encrypted_file_is_set_aside(tmp_path: Path) -> None:
    options = {
        "encryption_scheme": "cenc-aes-ctr",
        "encryption_key": "76a6c65c5ea762046bd749a2e632ccbb",
        "encryption_kid": "a7e61c373e219033c21091fa607bf3b8",
    }
    path = encode(tmp_path / "a.mp4", tone(FRAMES), "aac", options=options)
    assert code(path) == "encrypted"


def test_ten_hours_are_refused_from_the_header(tmp_path: Path) -> None:
    """The data is a hole in the file: reading it all would take seconds and gigabytes."""
    size = 36000 * RATE
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8)
    head = b"RIFF" + struct.pack("<I", size + 36) + b"WAVE" + layout + b"data" + struct.pack("<I", size)
    (tmp_path / "a.wav").write_bytes(head)
    os.truncate(tmp_path / "a.wav", size + 44)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SetAside, match="3 h"):
        next(decode_blocks(tmp_path / "a.wav", RATE))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


def test_a_header_that_lies_is_stopped_at_the_limit(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.flac", tone(20 * RATE), "flac")
    data = bytearray(path.read_bytes())
    data[21] = data[21] & 0xF0  # STREAMINFO's 36 bits of total samples: one second
    data[22:26] = struct.pack(">I", RATE)
    path.write_bytes(data)
    assert probe(path).duration == 1.0
    assert code(path, max_seconds=10) == "too-long"


def test_an_estimated_length_is_counted_before_it_is_believed(tmp_path: Path) -> None:
    """A raw MP3 whose first frames are small looks several times longer than it is."""
    quiet = encode(tmp_path / "q.mp3", tone(RATE), "libmp3lame", options={"write_xing": "0", "id3v2_version": "0"})
    options = {"write_xing": "0", "id3v2_version": "0"}
    path = tmp_path / "a.mp3"
    loud = _encode_rate(tmp_path / "l.mp3", 320_000, options)
    slow = _encode_rate(tmp_path / "s.mp3", 32_000, options)
    path.write_bytes(slow.read_bytes() + loud.read_bytes() * 3)
    assert quiet.exists()
    assert probe(path).duration > 30
    assert len(decode(path, RATE, max_seconds=30)) == pytest.approx(4 * 4 * RATE, rel=0.1)


@pytest.mark.parametrize("name", ["Привет мир.flac", "音楽.flac", "🎵 مرحبا.flac", "a\nb.flac", "-rf.flac"])
def test_a_name_in_any_script_opens(tmp_path: Path, name: str) -> None:
    encode(tmp_path / "x.flac", tone(RATE), "flac").rename(tmp_path / name)
    assert len(decode(tmp_path / name, RATE)) == RATE


def test_a_name_that_is_not_utf8_opens(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe caf\xe9.flac"))
    encode(tmp_path / "x.flac", tone(RATE), "flac").rename(path)
    assert len(decode(path, RATE)) == RATE


def test_a_changing_chain_keeps_playing(tmp_path: Path) -> None:
    """Two Ogg streams behind one another, as recorded streams have them."""
    first = encode(tmp_path / "1.opus", tone(48000, 48000), "libopus", 48000).read_bytes()
    second = encode(tmp_path / "2.opus", tone(48000, 48000, 660.0), "libopus", 48000).read_bytes()
    (tmp_path / "a.opus").write_bytes(first + second)
    assert len(decode(tmp_path / "a.opus", RATE)) == pytest.approx(2 * RATE, rel=0.02)


def _hiss(frames: int) -> np.ndarray:
    return np.random.default_rng(1).uniform(-0.3, 0.3, (frames, 2)).astype(np.float32)


def _encode_rate(path: Path, bits: int, options: dict[str, str]) -> Path:
    import av  # noqa: PLC0415  # only this one fixture sets a bit rate

    with av.open(str(path), "w", options=options) as out:
        stream = out.add_stream("libmp3lame", rate=RATE, layout="stereo")
        stream.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(tone(4 * RATE).T), "fltp", "stereo")
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)
    return path
