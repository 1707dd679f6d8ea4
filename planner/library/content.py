"""A track's identity: the hash of its compressed sound."""

from hashlib import blake2b
from pathlib import Path

import av

from engine.errors import SetAside
from planner.library.container import opened


def content_id(path: Path) -> str:
    """Blake2b-128, in hex, of the codec's name and the audio packets' bytes.

    Tags, pictures and the file's name don't change it; nothing is decoded. SetAside when this is no music.
    """
    digest = blake2b(digest_size=16)
    packets = 0
    with opened(path) as (container, stream):
        digest.update(stream.codec_context.name.encode())
        try:
            for packet in container.demux(stream):
                digest.update(packet)
                packets += packet.size > 0
        except av.FFmpegError:
            pass  # a file cut short: what is there identifies it
    if not packets:
        raise SetAside("damaged", "the file holds no sound behind its header: get a fresh copy")
    return digest.hexdigest()
