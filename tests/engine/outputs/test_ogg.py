"""Pages as FFmpeg's demuxer, which checks each one's checksum, reads them."""

import io

import av
import pytest

from engine.outputs.ogg import checksum, opus_head, page


def table_checksum(data: bytes) -> int:
    """RFC 3533, bit by bit."""
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C1_1DB7 if value & 0x8000_0000 else value << 1) & 0xFFFF_FFFF
    return value


@pytest.mark.parametrize("data", [b"", b"\0", b"OggS", bytes(range(256)), b"\xff" * 1_000])
def test_the_checksum_is_the_rfcs(data: bytes) -> None:
    assert checksum(data) == table_checksum(data)


@pytest.mark.parametrize("sizes", [[0], [1, 254, 255, 256], [510, 511], [1275] * 10])
def test_packets_of_any_length_come_back(sizes: list[int]) -> None:
    packets = [bytes([number]) * size for number, size in enumerate(sizes)]
    head = opus_head(pre_skip=312, sample_rate=44_100, serial=7, station="Everset")
    made = head + page(packets, granule=960 * len(sizes), serial=7, number=2)
    with av.open(io.BytesIO(made), format="ogg") as container:
        found = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    assert found == [packet for packet in packets if packet]


def test_the_header_tells_of_the_stream() -> None:
    head = opus_head(pre_skip=312, sample_rate=44_100, serial=7, station="Nächte & Tage")
    with av.open(
        io.BytesIO(head + page([b"\xfc\xff\xfe"], granule=960, serial=7, number=2)), format="ogg"
    ) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.codec_context.channels, stream.rate) == ("opus", 2, 48_000)
        assert stream.metadata["TITLE"] == "Nächte & Tage"


def test_a_page_number_begins_again_behind_the_last_one_there_is() -> None:
    assert page([b"x"], granule=0, serial=1, number=2**32 + 5)[18:22] == (5).to_bytes(4, "little")
