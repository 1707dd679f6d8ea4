"""Opens a stranger's file: only known audio formats, only that file, and a clear word when it can't be."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import av.container

from engine.errors import SetAside
from planner.library.protection import is_encrypted
from planner.library.sniff import refuse_text

# FFmpeg opens other files and addresses on the word of a playlist; music needs none of that.
OPTIONS = {
    "format_whitelist": "mp3,flac,wav,w64,aiff,ogg,mov,mp4,m4a,3gp,3g2,mj2,aac,matroska,webm,caf",
    "protocol_whitelist": "file",
}


@contextmanager
def opened(path: Path) -> Iterator[tuple[av.container.InputContainer, av.AudioStream]]:
    """The file's container and its first audio stream; SetAside says why there is none."""
    refuse_odd(path)
    with _container(path) as container:
        if not container.streams.audio:
            raise SetAside("no-audio", "the file holds no sound: remove it, or export its sound track")
        if "mp4" in container.format.name and is_encrypted(path):
            raise SetAside("encrypted", "the file is copy-protected: use a copy without DRM")
        stream = container.streams.audio[0]
        if stream.codec_context is None or not stream.codec_context.sample_rate:
            raise SetAside("codec", "nothing here can decode this sound: convert the file to FLAC or MP3")
        yield container, stream


def refuse_odd(path: Path) -> None:
    """SetAside for what is no readable, regular, non-empty binary file: a pipe or a device could hang."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SetAside("not-a-file", "this is no regular file: link the music itself here")
        if status.st_size == 0:
            raise SetAside("empty", "the file is empty: copy it again")
        refuse_text(path)
    except FileNotFoundError:
        raise SetAside("missing", "there is no such file: scan the folder again") from None
    except OSError as error:
        raise SetAside("unreadable", f"can't be read ({error.strerror}): check its permissions") from None


def _container(path: Path) -> av.container.InputContainer:
    try:
        return av.open(str(path), mode="r", options=OPTIONS, metadata_errors="replace")
    except (av.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SetAside("not-audio", f"no music file, or a damaged one ({reason}): get a fresh copy") from None
