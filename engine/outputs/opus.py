"""Opus in Ogg. It runs at 48 kHz whatever the station's rate."""

from engine.outputs.format import Encoder, Format
from engine.outputs.ogg import opus_head

RATE = 48_000
PACKET = 960  # samples at 48 kHz: 20 ms, the length that libopus is tuned for
PACKETS = 10  # of a page: a fifth of a second
PRE_SKIP = 312  # samples at 48 kHz by which libopus delays (its look-ahead)
DELAY = 0  # a decoder drops them: the header says how many
#: 80 ms are what a decoder needs to converge (RFC 7845, 4.6), and an encoder no longer; a page is 200.
PREROLL = 2
SERIAL = 0x45565253  # any number; a station's stream has the same in every process


def opus(sample_rate: int, bitrate_kbps: int, station: str) -> Format:
    """The format at a station's rate."""

    def make(number: int) -> Encoder:
        from engine.outputs.opus_encoder import OpusEncoder  # noqa: PLC0415  30 MB that only who is heard in it pays for

        return OpusEncoder(sample_rate, bitrate_kbps, number)

    return Format(
        name="opus",
        content_type="audio/ogg",
        sample_rate=sample_rate,
        bitrate_kbps=bitrate_kbps,
        unit=unit_of(sample_rate),
        delay=DELAY,
        preroll=PREROLL,
        make=make,
        head=opus_head(pre_skip=PRE_SKIP, sample_rate=sample_rate, serial=SERIAL, station=station),
        woven=False,  # a title would break a page; players read it from the page or the API
    )


def unit_of(sample_rate: int) -> int:
    """The frames that a page holds, at a station's rate."""
    return sample_rate * PACKET * PACKETS // RATE
