"""All file outputs of one station, each behind the stream that it records."""

from engine.errors import ConfigError
from engine.outputs.recording import FileOutput, Titles
from engine.outputs.streams import Streams
from engine.settings import OutputsSettings


class Recorder:
    """Files of PCM get what the preferred stream gets; files of MP3 the very frames that go out. Raises ConfigError
    where there is no such stream."""

    def __init__(self, settings: OutputsSettings, streams: Streams, titles: Titles) -> None:
        self._files: list[FileOutput] = []
        for one in settings.files:
            file = FileOutput(one, settings.sample_rate, titles=titles, station=settings.station)
            if one.format != "mp3":
                streams.first.sound.pieces.append(file.push)
            elif "mp3" in settings.formats:
                stream = streams.named("mp3")
                stream.always = True
                stream.sound.units.append(file.push_units)
            else:
                raise ConfigError(['outputs.files: a file of MP3 is the stream\'s: add "mp3" to outputs.formats'])
            self._files.append(file)

    def start(self) -> None:
        """Record from now on."""
        for file in self._files:
            file.start()

    def close(self) -> None:
        """Write what is queued, and close every file. Blocks for a second at most each."""
        for file in self._files:
            file.stop()

    def facts(self) -> list[dict[str, object]]:
        """Their entries in ``status``."""
        return [file.facts() for file in self._files]
