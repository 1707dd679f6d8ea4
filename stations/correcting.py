"""What the arguments of ``everset correct`` say of a track."""

import argparse

import msgspec

from engine.errors import UsageError
from planner.catalogue.analysis import Analysis, Key
from planner.catalogue.correction import Correction
from stations.demo.scale import key_of

SLOWEST, FASTEST = 20.0, 400.0  # BPM


def said(args: argparse.Namespace, before: Correction) -> Correction:
    """``before`` with what is named; nothing of it with ``forget``. Raises UsageError for a key that isn't one."""
    named = {
        "bpm": args.bpm,
        "downbeat": args.downbeat,
        "trusted": None if args.trusted is None else args.trusted == "yes",
        "key": None if args.key is None else _key(args.key),
        "mix_in": tuple(sorted(args.mix_in)) or None,
        "mix_out": tuple(sorted(args.mix_out)) or None,
    }
    changed = {name: value for name, value in named.items() if value is not None}
    return msgspec.structs.replace(Correction() if args.forget else before, **changed)


def refuse_impossible(correction: Correction, analysis: Analysis) -> None:
    """Raises UsageError for what can't be true of such a track."""
    if correction.bpm is not None and not SLOWEST <= correction.bpm <= FASTEST:
        raise UsageError(f"{correction.bpm:g} BPM is no tempo: say one from {SLOWEST:g} to {FASTEST:g}")
    times = [*correction.mix_in, *correction.mix_out, *filter(None, [correction.downbeat])]
    outside = next((time for time in times if not 0 <= time < analysis.duration), None)
    if outside is not None:
        raise UsageError(f"{outside:g} s is not in the track, which is {analysis.duration:.1f} s long")


def _key(name: str) -> Key:
    key = key_of(name)
    return Key(camelot=key.camelot, name=key.name, confidence=1.0)
