"""AAC (the low-complexity profile) in ADTS frames, every one of which a listener may join at."""

from engine.outputs.format import Encoder, Format

UNIT = 1024  # samples in an AAC frame
DELAY = 1024  # FFmpeg's encoder primes with a frame
#: A frame overlaps with the one before it; the encoder's rate control takes some more to find its feet.
PREROLL = 12


def aac(sample_rate: int, bitrate_kbps: int) -> Format:
    """The format at a station's rate."""

    def make(_number: int) -> Encoder:
        from engine.outputs.aac_encoder import AacEncoder  # noqa: PLC0415  30 MB that only who is heard in AAC pays for

        return AacEncoder(sample_rate, bitrate_kbps)

    return Format(
        name="aac",
        content_type="audio/aac",
        sample_rate=sample_rate,
        bitrate_kbps=bitrate_kbps,
        unit=UNIT,
        delay=DELAY,
        preroll=PREROLL,
        make=make,
    )
