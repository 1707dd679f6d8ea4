"""Tracks and ballots for the tests of what is kept."""

from planner.catalogue.analysis import Analysis, Key, Loudness, MixPoint, Phrase, Section
from planner.catalogue.track import Tags, Track
from planner.tournament.ballot import Ballot, Candidate


def analysis(bpm: float = 124.0, camelot: str = "8A", energy: float = 0.6) -> Analysis:
    return Analysis(
        duration=200.0,
        sample_rate=44_100,
        channels=2,
        bpm=bpm,
        bpm_confidence=0.9,
        steady=True,
        beats=[0.5 * i for i in range(400)],
        downbeats=[2.0 * i for i in range(100)],
        beats_per_bar=4,
        phrases=[Phrase(0.0, 8)],
        sections=[Section(0.0, 30.0, "intro", 0.3)],
        key=Key(camelot, "A minor", 0.8),
        tuning_cents=-3.0,
        energy=energy,
        loudness=Loudness(-9.5, 5.0, -0.3),
        spectrum=[0.7, 0.5, 0.4, 0.3, 0.2],
        vocals=[(30.0, 60.5)],
        mix_in=[MixPoint(0.0, 16, "intro")],
        mix_out=[MixPoint(180.0, 16, "outro")],
        trusted=True,
        embedding=[0.1, 0.2],
        waveform=[0.0, 1.0],
        waveform_rate=10.0,
        seconds_spent=1.5,
    )


def track(id: str, path: str = "", **tags: str) -> Track:
    return Track(id=id, path=path or f"/music/{id}.flac", tags=Tags(**{"title": id, **tags}), analysis=analysis())


def candidate(id: str) -> Candidate:
    return Candidate(
        id=id,
        track=f"track-{id}",
        title=f"Title {id}",
        artist="Artist",
        bpm=124.0,
        camelot="8A",
        energy=0.6,
        nominated_by=f"competitor-{id}",
        why=("in key", "same tempo"),
        score=0.7,
    )


def ballot(id: str) -> Ballot:
    return Ballot(
        id=id, after_track="now", opens_frame=1, closes_frame=2**40, candidates=(candidate("x"), candidate("y"))
    )
