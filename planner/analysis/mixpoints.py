"""Mix points: the phrase boundaries at which a DJ would enter or leave the track, each with its reason."""

import numpy as np

from planner.catalogue.analysis import MixPoint, Phrase, Section

MOST = 4  # of each kind
LONGEST = 64  # bars
FEWEST = 4  # bars that a mix needs
ENTRY_SHARE = 0.4  # of the track in which entries lie
EXIT_SHARE = 2 / 3  # of the track after which exits lie
CLEAR = "no voice"
SILENT = 0.01  # −40 dBFS: sound ends where the waveform stays below


def mix_in_points(
    phrases: list[Phrase], downbeats: np.ndarray, sections: list[Section], vocals: list[tuple[float, float]]
) -> list[MixPoint]:
    """Early phrase starts with the bars until a voice enters or the energy changes; at least one."""
    starts = boundaries(phrases)
    if not starts:
        return []
    end = float(downbeats[-1])
    points = [_entry(start, downbeats, sections, vocals) for start in starts if start <= ENTRY_SHARE * end]
    good = [point for point in points if point.bars >= FEWEST]
    return good[:MOST] or points[:1] or [_entry(starts[0], downbeats, sections, vocals)]


def mix_out_points(
    phrases: list[Phrase],
    downbeats: np.ndarray,
    sections: list[Section],
    vocals: list[tuple[float, float]],
    sounding: float,
) -> list[MixPoint]:
    """Late phrase starts with the bars left until the sound ends, those without a voice first; in order of time."""
    starts = boundaries(phrases)
    if not starts:
        return []
    points = [_exit(start, downbeats, sections, vocals, sounding) for start in starts]
    late = [point for point in points if point.time >= EXIT_SHARE * sounding and point.bars >= FEWEST]
    late = late or [point for point in points if point.bars >= FEWEST][-1:] or points[-1:]
    clear = [point for point in late if CLEAR in point.reason]
    return sorted((clear + [point for point in late if point not in clear])[:MOST], key=lambda point: point.time)


def boundaries(phrases: list[Phrase]) -> list[float]:
    """Where phrases begin, and every eight bars inside longer ones."""
    times = []
    for phrase, after in zip(phrases, [*phrases[1:], None], strict=True):
        times.append(phrase.start)
        if after is not None and phrase.bars > 8:
            bar = (after.start - phrase.start) / phrase.bars
            times.extend(phrase.start + bar * eighth for eighth in range(8, phrase.bars, 8))
    return times


def sounding_end(waveform: np.ndarray, per_second: float) -> float:
    """Seconds until the last sound above −40 dBFS."""
    loud = np.flatnonzero(waveform > SILENT)
    return float((loud[-1] + 1) / per_second) if len(loud) else 0.0


def _entry(start: float, downbeats: np.ndarray, sections: list[Section], vocals: list[tuple[float, float]]) -> MixPoint:
    here = _section(sections, start)
    voice = _next_voice(vocals, start)
    change = next((s for s in sections if s.start > start + 0.1 and s.label not in ("intro", here.label)), None)
    turn = change.start if change else float(downbeats[-1])
    bars = _bars(downbeats, start, min(voice, turn))
    until = "the voice" if voice < turn else f"the {change.label}" if change else "the end"
    return MixPoint(round(start, 4), bars, f"{here.label}: {bars} bars until {until}")


def _exit(
    start: float,
    downbeats: np.ndarray,
    sections: list[Section],
    vocals: list[tuple[float, float]],
    sounding: float,
) -> MixPoint:
    here = _section(sections, start)
    bars = _bars(downbeats, start, sounding)
    voice = _bars(downbeats, start, _next_voice(vocals, start)) < bars
    return MixPoint(round(start, 4), bars, f"{here.label}: {bars} bars left, {'a voice in them' if voice else CLEAR}")


def _section(sections: list[Section], time: float) -> Section:
    return next((s for s in reversed(sections) if s.start <= time + 0.1), sections[0])


def _next_voice(vocals: list[tuple[float, float]], start: float) -> float:
    """When a voice is first heard from ``start`` on; inf when never."""
    return min((max(a, start) for a, b in vocals if b > start + 0.5), default=float("inf"))


def _bars(downbeats: np.ndarray, start: float, end: float) -> int:
    """Whole bars between, in fours where there are four."""
    bar = float(np.median(np.diff(downbeats))) if len(downbeats) > 1 else 2.0
    bars = int(min((end - start) / bar + 0.05, LONGEST)) if end > start else 0
    return bars // 4 * 4 if bars >= 4 else bars
