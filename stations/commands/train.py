"""``everset train``: trains the transition scorer on measured transitions and on votes; ``everset train ear`` the
network that hears beats and bars, on pieces made for it."""

import argparse
import asyncio
import os
from pathlib import Path

import msgspec

from engine.errors import NoMusic
from engine.places import Places
from planner.catalogue.track import Track
from planner.choosing.decision import Decision
from planner.directing.nominators import found
from planner.jobs import Pool
from planner.store import Store
from planner.tournament.ballot import Candidate
from planner.training.card import summary
from planner.training.collect import Effort
from planner.training.report import Report
from planner.training.split import song
from planner.training.train import train
from planner.training.votes import Starred, starred
from stations.ear_school import train_ear
from stations.options import add_station, at_least_one, minutes, station_settings
from stations.progress import bar
from stations.scanning import listeners, scan
from stations.settings import StationSettings
from stations.training_music import MODEL_TAG, make_training_music

BALLOTS = 10_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[scorer | ear] [--music DIR] [--data DIR] [--synthetic] [--minutes M] [--lessons N] [--out F.onnx]``."""
    parser.add_argument("what", nargs="?", choices=("scorer", "ear"), default="scorer", help="(default: scorer)")
    add_station(parser, positional=False)
    parser.add_argument("--synthetic", action="store_true", help="on music made for it, as the shipped weights were")
    parser.add_argument(
        "--minutes",
        type=minutes,
        default=10.0,
        metavar="M",
        help="time for measuring, of ear for learning (default 10)",
    )
    parser.add_argument(
        "--lessons",
        type=at_least_one,
        default=1_400,
        metavar="N",
        help="ear: pieces that it learns from (default 1,400)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="F.onnx",
        help="(default: the scorer enters the station's tournament; the ear wants it)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--jobs", type=at_least_one, default=os.cpu_count(), metavar="N", help="processes that measure")
    parser.add_argument("--stretched", action="store_true", help="render by Rubber Band, as on air; four times slower")


def run(args: argparse.Namespace) -> int:
    """0 done. Without ``--out`` the scorer's weights enter the station's tournament as a challenger."""
    if args.what == "ear":
        return train_ear(args)
    settings = station_settings(args)
    places = Places(settings.folder()).make()
    out = args.out or places.models / "trained.onnx"
    with Store.open(places, "planner") as store:
        tracks = _tracks(args, store, places, settings)
        pool = Pool(args.jobs)
        try:
            report = _train(args, settings, places, pool, (tracks, voted(store), out))
        finally:
            pool.close()
        print(summary(report))
        print(f"{out} and its card {out.with_suffix('.md')}")
        if args.out is None:
            entrant = found(store, places.models, settings.planner).enter(out)
            print(f"{entrant.name} enters the tournament with them")
    return 0


def _tracks(args: argparse.Namespace, store: Store, places: Places, settings: StationSettings) -> list[Track]:
    if args.synthetic:
        args.music = [make_training_music(places.data / "training" / "music", args.seed)]
    for music in args.music or ():
        scan(music, store, listeners(settings, args.jobs), settings.planner.max_hours * 3600)
    tracks = [track for track in store.catalogue.all() if track.analysis.trusted]
    if not tracks:
        raise NoMusic("no track with a trusted beat grid: name a folder with --music, or use --synthetic")
    return tracks


def _train(
    args: argparse.Namespace,
    settings: StationSettings,
    places: Places,
    pool: Pool,
    material: tuple[list[Track], list[Starred], Path],
) -> Report:
    """``material``: the tracks, the steps that were voted on, and where the weights go."""
    tracks, steps, out = material
    effort = Effort(
        folder=str(places.data / "training"),
        minutes=args.minutes,
        workers=args.jobs,
        target_lufs=settings.engine.loudness_lufs,
        stretched=args.stretched,
        seed=args.seed,
        song_of=model_of if args.synthetic else song,
    )
    with bar("measuring transitions") as tell:

        def progress(share: float, words: str) -> None:
            tell(round(100 * share), 100)

        return asyncio.run(train(tracks, pool, effort, out, music=what(args, tracks), starred=steps, progress=progress))


def what(args: argparse.Namespace, tracks: list[Track]) -> str:
    """What the tracks are, for the card."""
    if args.synthetic:
        return f"{len(tracks)} pieces made by Everset's own synthesiser, and short versions of them"
    return f"{len(tracks)} tracks with a trusted grid of {', '.join(map(str, args.music or ['the catalogue']))}"


def model_of(track: Track) -> str:
    """Of synthetic music: the demo piece that a track is a version of, so that none is on both sides of the split."""
    album = track.tags.album
    return album.removeprefix(MODEL_TAG) if album.startswith(MODEL_TAG) else track.tags.title


def voted(store: Store) -> list[Starred]:
    """The steps of closed ballots that were voted on."""
    steps = []
    for ballot in store.ballots.recent(BALLOTS):
        if ballot.closed and any(ballot.tally.values()):
            inputs = {one.id: features for one in ballot.candidates if (features := _features(store, ballot.id, one))}
            steps.append((ballot.tally, inputs))
    return starred(steps)


def _features(store: Store, ballot: str, candidate: Candidate) -> list[float]:
    """What the nominator's decision saw of the step; empty when it is no longer kept."""
    body = store.decisions.get(f"{ballot}-{candidate.nominated_by}")
    if body is None:
        return []
    decision = msgspec.json.decode(body, type=Decision)
    return next((one.features for one in decision.candidates if one.track == candidate.track), [])
