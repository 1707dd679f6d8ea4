"""The static gain that brings a track to the station's loudness."""

from planner.catalogue.analysis import Loudness

#: A quiet recording is lifted no further: its noise would come along.
MOST_GAIN_DB = 6.0
#: Where its peaks may end up; the master's limiter takes the rest, and 3 dB are what it takes without being heard.
HOTTEST_PEAK_DBTP = 2.0


def gain_db(loudness: Loudness, target_lufs: float) -> float:
    """Decibels from a track's integrated loudness to ``target_lufs``, within what its peaks and its noise allow.

    Every clip of a track uses it, so that its level is the same in its seams and in its body.
    """
    wanted = target_lufs - loudness.integrated_lufs
    room = HOTTEST_PEAK_DBTP - loudness.true_peak_dbtp
    return round(min(wanted, MOST_GAIN_DB, max(room, 0.0)) if wanted > 0 else wanted, 3)
