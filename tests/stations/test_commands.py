"""The command line as people and scripts meet it: exit codes, one JSON document, and words for whatever is wrong."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from planner.library.tags import printable
from stations.commands import COMMANDS
from tests.support.bad_files import BAD, PERMISSIONS_COUNT, RATE, make_bad, make_odd, samples
from tests.support.command import ONE_THREAD, ROOT, Done, everset
from tests.support.disk import fill, small_disk
from tests.support.wait import eventually

HEAVY = ("scipy", "librosa", "av", "sqlalchemy", "onnxruntime", "sklearn", "soundfile", "matplotlib")
#: Whose arguments need what they work with.
LADEN = ("transition", "render", "train", "tournament")
ANALYSIS = {
    "path", "duration", "sample_rate", "channels", "title", "artist", "album", "genre", "isrc", "bpm", "bpm_confidence",
    "bpm_alternative", "steady", "beats", "downbeats", "beats_per_bar", "phrases", "sections", "key", "tuning_cents",
    "energy", "loudness", "spectrum", "vocals", "mix_in", "mix_out", "trusted", "embedding", "seconds_spent",
}  # fmt: skip

TEN_ERRORS = """
[station]
name = "Night Bus"
[engin]
sample_rate = 44100
[engine]
loudness_lufs = 3
sample_rat = 48000
[planner]
music = ["/nowhere/music"]
candidates = 0
scan_second = 5
[web]
port = 70000
station = "said twice"
[outputs]
bitrate_kbps = "many"
stream_port = {port}
"""


@pytest.fixture(scope="module")
def piece(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    return samples(tmp_path_factory.mktemp("piece"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, piece: np.ndarray) -> Path:
    """Every bad file, every odd one, and a folder within."""
    made = tmp_path_factory.mktemp("music")
    make_bad(made, piece)
    make_odd(made, piece)
    return made


@pytest.fixture(scope="module")
def scanned(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    data = tmp_path_factory.mktemp("station") / "data"
    return everset("scan", folder, "--data", data, "--json", "--jobs", 2), data


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def bad_codes() -> dict[str, str]:
    return {name: code for name, (_, code) in BAD.items()}


def names(folder: Path) -> dict[str, str]:
    """Printable absolute paths by name."""
    return {path.name: printable(str(path), longest=None) for path in folder.iterdir()}


def test_scan_sets_aside_what_cannot_be_used_and_takes_the_rest(scanned: tuple[Done, Path], folder: Path) -> None:
    done, _ = scanned
    document = done.document()
    good = [name for name in names(folder) if name not in bad_codes()]
    assert done.code == 3
    assert (document["tracks"], document["new"]) == (len(good), len(good))
    assert document["done"] == document["total"] == len(names(folder))
    expected = {names(folder)[name]: code for name, code in bad_codes().items()}
    assert {one["path"]: one["code"] for one in document["set_aside"]} == expected
    assert len(document["set_aside"]) == len(expected)
    assert "set aside" not in done.err  # it is said once, in the result


def test_a_second_scan_hears_nothing_and_says_the_same_to_people(scanned: tuple[Done, Path], folder: Path) -> None:
    first, data = scanned
    again = everset("scan", folder, "--data", data)
    assert again.code == 3
    assert "0 new, 0 changed" in again.out
    for one in first.document()["set_aside"]:
        assert again.out.count(f"set aside: {one['path']}: {one['message']}") == 1


def test_scan_names_a_folder_that_is_not_there_and_makes_nothing(tmp_path: Path) -> None:
    done = everset("scan", tmp_path / "nowhere", "--data", tmp_path / "data", "--json")
    assert (done.code, done.out) == (2, "")
    assert f"{tmp_path}/nowhere can't be read" in done.err
    assert not (tmp_path / "data").exists()


def test_scan_of_a_folder_without_music_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "letter.txt").write_text("Dear all")
    done = everset("scan", tmp_path / "empty", "--data", tmp_path / "data", "--json")
    assert (done.code, done.document()["tracks"]) == (0, 0)
    assert "holds no music" in done.err


@pytest.mark.slow
def test_scan_names_a_folder_within_that_cannot_be_read(tmp_path: Path, piece: np.ndarray) -> None:
    locked = tmp_path / "music" / "locked"
    locked.mkdir(parents=True)
    soundfile.write(tmp_path / "music" / "a.flac", piece, RATE)
    soundfile.write(locked / "b.flac", piece[::-1], RATE)
    locked.chmod(0)
    done = everset("scan", tmp_path / "music", "--data", tmp_path / "d", "--json", before=tuple(PERMISSIONS_COUNT))
    locked.chmod(0o755)
    document = done.document()
    assert (done.code, document["tracks"]) == (3, 1)
    assert [(one["path"], one["code"]) for one in document["set_aside"]] == [(str(locked), "folder")]
    assert "Permission denied" in document["set_aside"][0]["message"]


@pytest.mark.slow
def test_a_scan_that_is_interrupted_leaves_no_process_and_sets_nothing_aside(
    folder: Path, tmp_path: Path, piece: np.ndarray
) -> None:
    music, data = tmp_path / "music", tmp_path / "data"
    shutil.copytree(folder, music, symlinks=True)
    more = [
        music / f"{number}.wav" for number in range(80)
    ]  # seconds of work, of which a look that is late leaves some
    for number, path in enumerate(more):
        soundfile.write(path, piece * (1 - number / 200), RATE)
    heeding = ["env", "--default-signal=INT"]  # a shell's job in the background is started to ignore it
    argv = [*heeding, sys.executable, "-m", "stations.cli", "scan", str(music), "--data", str(data), "--jobs", "1"]
    process = subprocess.Popen(argv, env=ONE_THREAD, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: heard(data) > 2, 60)
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to its workers too
        assert process.wait(20) == 130
        eventually(lambda: not alive(process.pid), 10)
    finally:
        if alive(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
    for path in more:
        path.unlink()
    done = everset("scan", music, "--data", data, "--json", "--jobs", 2)
    assert "broken" not in {one["code"] for one in done.document()["set_aside"]}


def heard(data: Path) -> int:
    """How many tracks the catalogue has by now."""
    with contextlib.closing(sqlite3.connect(f"file:{data}/planner.db?mode=ro", uri=True)) as catalogue:
        return int(catalogue.execute("SELECT count(*) FROM tracks").fetchone()[0])


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
def test_a_scan_on_a_full_disk_fails_in_words_and_goes_on_when_there_is_room(tmp_path: Path, piece: np.ndarray) -> None:
    (tmp_path / "music").mkdir()
    soundfile.write(tmp_path / "music" / "a.flac", piece, RATE)
    with small_disk(tmp_path / "disk", 2_000_000) as disk:
        assert everset("scan", tmp_path / "music", "--data", disk / "data").code == 0
        soundfile.write(tmp_path / "music" / "b.flac", piece[::-1], RATE)
        ballast = fill(disk)
        done = everset("scan", tmp_path / "music", "--data", disk / "data", "--json")
        assert (done.code, done.out) == (1, "")
        assert "disk" in done.err
        assert "Nothing stored before was lost" in done.err
        ballast.unlink()
        assert everset("scan", tmp_path / "music", "--data", disk / "data", "--json").document()["tracks"] == 2


def test_analyse_tells_of_every_file_in_its_order(folder: Path, tmp_path: Path) -> None:
    files = [folder / "mono.wav", folder / "text.mp3", folder / "音楽 - 曲.flac", tmp_path, tmp_path / "gone.mp3"]
    done = everset("analyse", *files, "--json", "--jobs", 2)
    tracks = done.document()["tracks"]
    assert done.code == 3
    assert [track["path"] for track in tracks] == list(map(str, files))
    assert [track.get("error", {}).get("code") for track in tracks] == [None, "text", None, "not-a-file", "missing"]
    assert set(tracks[0]) == ANALYSIS
    assert tracks[0]["channels"] == 1
    assert tracks[2]["title"] == "曲"


def test_analyse_without_a_mishap_is_zero_also_for_people(folder: Path) -> None:
    done = everset("analyse", folder / "mono.wav", "--jobs", 1)
    assert done.code == 0
    assert "123.9" in done.out or "124.0" in done.out


def test_analyse_of_what_cannot_be_used_alone_is_set_aside(folder: Path) -> None:
    done = everset("analyse", folder / "text.mp3", "--jobs", 1)
    assert done.code == 3
    assert "get the music itself" in done.out


def test_check_says_what_stems_would_be_split_without(tmp_path: Path) -> None:
    station = tmp_path / "station.toml"
    (tmp_path / "empty").mkdir()
    station.write_text(
        f'[planner]\nmusic = ["{tmp_path}"]\nstems = "demucs"\nstems_weights = "{tmp_path / "empty"}"\n'
        "[web]\nport = 0\n[outputs]\nstream_port = 0\n"
    )
    done = everset("check", str(station))
    assert done.code == 0
    assert "without" in done.out and "Demucs" in done.out


def test_check_says_that_a_station_is_fine(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    toml = tmp_path / "station.toml"
    toml.write_text(
        f'[station]\ntitle = "Night Bus"\ndata = "{tmp_path}/data"\n[planner]\nmusic = ["{tmp_path}/music"]\n'
        "[web]\nport = 0\n[outputs]\nstream_port = 0\n"
    )
    done = everset("check", toml)
    assert (done.code, done.err) == (0, "")
    assert "Night Bus" in done.out
    assert not (tmp_path / "data").exists()


def test_check_reports_ten_errors_at_once_whatever_their_kind(tmp_path: Path, taken: int) -> None:
    toml = tmp_path / "station.toml"
    toml.write_text(TEN_ERRORS.format(port=taken))
    done = everset("check", toml)
    lines = done.err.removeprefix("everset check: ").splitlines()
    assert done.code == 2
    assert {line.split(":")[0] for line in lines} == {
        "station.name", "engin", "engine.loudness_lufs", "engine.sample_rat", "planner.music", "planner.candidates",
        "planner.scan_second", "web.port", "web.station", "outputs.bitrate_kbps", "outputs.stream_port",
    }  # fmt: skip
    assert len(lines) == 11
    for wrong, right in (("engin", "engine"), ("engine.sample_rat", "engine.sample_rate"),
                         ("planner.scan_second", "planner.scan_seconds")):  # fmt: skip
        assert f"{wrong}: no such key; did you mean {right}?" in lines
    assert f"127.0.0.1:{taken}" in done.err


def test_check_of_what_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("this is [not")
    for path, words in ((tmp_path / "a.toml", "is not TOML"), (tmp_path / "b.toml", "does not exist")):
        done = everset("check", path)
        assert done.code == 2
        assert words in done.err


@pytest.mark.parametrize("options", [["--music", "/nowhere/music"], []])
def test_run_without_music_is_wrong_usage(tmp_path: Path, options: list[str]) -> None:
    done = everset("run", *options, "--data", tmp_path / "data")
    assert done.code == 2
    assert "music" in done.err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("which", ["--port", "--stream-port"])
def test_run_with_a_port_in_use_names_it(tmp_path: Path, taken: int, which: str) -> None:
    done = everset("run", "--music", tmp_path, "--data", tmp_path / "data", "--port", 0, which, taken)
    assert done.code == 1
    assert f"127.0.0.1:{taken}" in done.err
    assert "in use" in done.err
    assert len([line for line in done.err.splitlines() if str(taken) in line]) == 1


def test_run_where_the_folder_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / "file").touch()
    done = everset("run", "--music", tmp_path / "music", "--data", tmp_path / "file")
    assert (done.code, done.out) == (1, "")
    assert f"{tmp_path}/file" in done.err
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    done = everset("run", "--music", tmp_path / "music", "--data", locked / "data", before=tuple(PERMISSIONS_COUNT))
    assert done.code == 1
    assert "Permission denied" in done.err


def test_run_on_a_full_disk_fails_in_words(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    with small_disk(tmp_path / "disk", 1_000_000) as disk:
        fill(disk)
        done = everset("run", "--music", tmp_path / "music", "--data", disk / "data", "--port", 0, "--stream-port", 0)
    assert done.code == 1
    assert "space" in done.err


def test_playlog_of_a_station_that_never_was_on_air_is_its_head(tmp_path: Path) -> None:
    done = everset("playlog", "--data", tmp_path)
    assert (done.code, done.out) == (0, "time,frame,seconds,track,title,artist,recipe,rung\n")
    done = everset("playlog", "--data", tmp_path, "--csv", tmp_path / "log.csv", "--since", "2026-05-01")
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "log.csv").read_text() == "time,frame,seconds,track,title,artist,recipe,rung\n"


@pytest.mark.parametrize("command", ["playlog", "tournament"])
def test_a_folder_that_is_not_there_is_no_station(tmp_path: Path, command: str) -> None:
    done = everset(command, "--data", tmp_path / "nowhere")
    assert (done.code, done.out) == (2, "")
    assert f"there is no station in {tmp_path}/nowhere" in done.err


def test_check_of_the_defaults_says_that_music_is_still_to_be_named(tmp_path: Path) -> None:
    toml = tmp_path / "station.toml"
    toml.write_text(f'[station]\ndata = "{tmp_path}/data"\n[web]\nport = 0\n[outputs]\nstream_port = 0\n')
    done = everset("check", toml)
    assert done.code == 0
    assert "give one with --music" in done.out


def test_a_piece_of_music_is_no_station(tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_bytes(b"\xff\xfb\x90\x64" * 9)
    done = everset("run", tmp_path / "song.mp3")
    assert done.code == 2
    assert "music is named by its folder, with --music" in done.err


def test_playlog_refuses_what_is_no_time_and_what_is_no_file(tmp_path: Path) -> None:
    done = everset("playlog", "--data", tmp_path, "--since", "yesterday")
    assert done.code == 2
    assert "2026-05-01T20:00" in done.err
    done = everset("playlog", "--data", tmp_path, "--csv", tmp_path / "no" / "log.csv")
    assert done.code == 1
    assert f"{tmp_path}/no/log.csv" in done.err


def test_replay_of_nothing_says_so_and_what_it_can_write(tmp_path: Path) -> None:
    done = everset("replay", "--data", tmp_path, "--out", tmp_path / "set.wav")
    assert done.code == 2
    assert "tell of nothing on air" in done.err
    done = everset("replay", "--data", tmp_path, "--out", tmp_path / "set.mp3")
    assert done.code == 2
    assert ".flac" in done.err


def test_status_off_air_is_one_and_a_whole_document(tmp_path: Path) -> None:
    done = everset("status", "--data", tmp_path / "data", "--json")
    document = done.document()
    assert done.code == 1
    assert document["on_air"] is False
    assert {"station", "frame", "sample_rate", "now", "next", "processes", "outputs", "late_blocks", "ladder"} <= set(
        document
    )
    assert "off air" in everset("status", "--data", tmp_path / "data").out


def test_an_unknown_command_is_wrong_usage() -> None:
    done = everset("ply")
    assert done.code == 2
    assert "playlog" in done.err
    assert everset().code == 2


@pytest.mark.parametrize("words", [["scan", ".", "--jobs", "0"], ["record", "--url", "x", "--out", "x.flac",
                                    "--minutes", "-1"], ["run", "--port", "70000"], ["record", "--url", "x",
                                    "--minutes", "1", "--out", "x.mp3"]])  # fmt: skip
def test_numbers_and_names_that_cannot_be_are_wrong_usage(words: list[str]) -> None:
    done = everset(*words)
    assert done.code == 2
    assert done.err


def test_every_command_helps_and_does_not_load_what_it_works_with() -> None:
    """Standard error of ``-X importtime`` names every module that was loaded."""
    assert "\n    bench " in everset("--help").out
    for command in COMMANDS:
        argv = [sys.executable, "-X", "importtime", "-m", "stations.cli", command, "--help"]
        done = subprocess.run(argv, capture_output=True, env=ONE_THREAD, cwd=ROOT, timeout=60, check=True)
        assert f"usage: everset {command}".encode() in done.stdout
        loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.decode().splitlines()}
        if command not in LADEN:
            assert loaded.isdisjoint(HEAVY), command


def test_output_that_nobody_reads_to_its_end_is_no_failure(scanned: tuple[Done, Path]) -> None:
    read, write = os.pipe()
    os.close(read)
    argv = [sys.executable, "-m", "stations.cli", "playlog", "--data", str(scanned[1])]
    done = subprocess.run(argv, stdout=write, stderr=subprocess.PIPE, env=ONE_THREAD, timeout=60, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_output_that_cannot_be_written_is_a_failure() -> None:
    with Path("/dev/full").open("w") as full:
        argv = [sys.executable, "-m", "stations.cli", "status", "--data", "/nowhere", "--json"]
        done = subprocess.run(argv, stdout=full, stderr=subprocess.PIPE, env=ONE_THREAD, timeout=60, check=False)
    assert done.returncode == 1
    assert b"free some space" in done.stderr


def test_a_terminal_that_cannot_show_a_name_ends_no_command(scanned: tuple[Done, Path], folder: Path) -> None:
    argv = [sys.executable, "-m", "stations.cli", "scan", str(folder), "--data", str(scanned[1])]
    plain = {**ONE_THREAD, "PYTHONIOENCODING": "ascii"}
    ended = subprocess.run(argv, capture_output=True, env=plain, timeout=60, check=False)
    assert ended.returncode == 3
    assert b"not utf-8 \\ufffd" in ended.stdout


@pytest.mark.slow
def test_bench_compares_side_by_side() -> None:
    document = everset("bench", "mixer", "--minutes", "0.01", "--json").document()
    assert document["name"] == "mixer"
    assert document["machine"]
    for row in document["rows"]:
        assert set(row) == {"what", "who", "value", "unit", "ratio", "ratio_to"}
        assert row["value"] > 0 or row["unit"].startswith("late of ")  # no block late is a result
    assert {row["who"] for row in document["rows"]} == {"everset", "numpy sum"}
    assert everset("bench", "nothing").code == 2
