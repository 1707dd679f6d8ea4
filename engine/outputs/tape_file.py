"""The files that a recording writes."""

from pathlib import Path
from typing import Protocol

import soundfile

from engine.outputs.part import Samples, Units


class TapeFile(Protocol):
    """A file that grows. Raises OSError or SoundFileError where the disk refuses."""

    def write(self, part: Samples | Units) -> None: ...

    def close(self) -> None: ...


class PcmFile:
    """FLAC or WAV by its name, 24 bit."""

    def __init__(self, path: Path, sample_rate: int) -> None:
        kind = path.suffix[1:].upper()
        self._file = soundfile.SoundFile(path, "w", sample_rate, 2, "PCM_24", format=kind)

    def write(self, part: Samples | Units) -> None:
        assert isinstance(part, Samples)
        self._file.write(part.piece.samples)

    def close(self) -> None:
        self._file.close()


class UnitFile:
    """The stream's own units, one behind the other: they are encoded once, for the air and for the file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def write(self, part: Samples | Units) -> None:
        assert isinstance(part, Units)
        self._file.write(part.encoded.data)
        self._file.flush()

    def close(self) -> None:
        self._file.close()
