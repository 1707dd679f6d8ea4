"""What an engine does before it asks the one on air to leave: everything that can fail or is slow, touching nothing."""

import contextlib

import numpy as np

from engine.errors import RingError
from engine.journal.journal import replayed
from engine.mixing.mixer import Mixer
from engine.places import Places
from engine.ring.reader import RingReader
from engine.settings import EngineSettings
from engine.units import CHANNELS, to_frames


def rehearse(places: Places, settings: EngineSettings) -> None:
    """Read the journal as it stands, bring the PCM of the next seconds into the page cache, and play a block of it to
    nobody. Raises EversetError where this engine could not go on for the one on air."""
    journal = places.journal / "programme.jsonl"
    if not journal.exists():
        return
    replay = replayed(journal.read_bytes(), settings.sample_rate)
    head = replay.frame
    with contextlib.suppress(RingError):  # of another version, or none: the journal's will do
        head = RingReader.open(places.ring).head
    mixer = Mixer(settings.sample_rate, start=head, ceiling_dbtp=settings.ceiling_dbtp)
    mixer.follow(replay.programme)
    mixer.override(replay.overrides)
    mixer.load(head + to_frames(2 * settings.ahead_seconds, settings.sample_rate))
    mixer.render(np.empty((settings.block_frames, CHANNELS), np.float32))
