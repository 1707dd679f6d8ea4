"""The engine's commands: what the planner, the desk and ``status`` ask of it (engine.protocol has the
words)."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from engine.bus import Handler, Message
from engine.errors import EversetError, ProgrammeError
from engine.journal.aired import Aired
from engine.ladder.ladder import Rung, standing
from engine.ladder.lookout import SLACK
from engine.logs import logger
from engine.mixing.block_times import block_ms, histogram
from engine.mixing.render_loop import RenderLoop
from engine.pcm.file import frames_of
from engine.pcm.safety import Safety, SafetyStore, loop
from engine.programme.checks import LAST_FRAME, check
from engine.programme.fades import last_read
from engine.programme.programme import Splice
from engine.timeline import Timeline
from engine.vitals import vitals

log = logger(__name__)


class SafetyRequest(msgspec.Struct, frozen=True):
    """What ``safety`` carries: prepared PCM to hold ready, and its beats as frames of it, the first a
    phrase's."""

    clip_pcm: str
    gain_db: float = 0.0
    track: str = ""
    title: str = ""
    artist: str = ""
    beats_frames: list[int] = []


class Control:
    """Answers commands. ``join`` and ``fade``: the ladder's lengths in frames. ``repairs``, ``hand`` and ``silences``
    tell of the ring's, a hand's and the watchdog's. ``changed`` is called behind every splice that was applied;
    ``retire`` when another engine wants the station: it renders that many seconds ahead and leaves."""

    def __init__(  # noqa: PLR0913  the parts that commands reach
        self,
        timeline: Timeline,
        render: RenderLoop,
        aired: Aired,
        store: SafetyStore,
        *,
        join: int,
        fade: int,
        repairs: Callable[[], Message],
        hand: Callable[[], Message],
        silences: Callable[[], int] = int,
        changed: Callable[[], None],
        retire: Callable[[float], Awaitable[None]],
    ) -> None:
        self.timeline = timeline
        self.safety = store.load()
        self.rungs: dict[str, int] = {rung.value: 0 for rung in Rung}
        self._render = render
        self._aired = aired
        self._store = store
        self._join = join
        self._fade = fade
        self._repairs = repairs
        self._hand = hand
        self._silences = silences
        self._changed = changed
        self._retire = retire

    def handlers(self) -> dict[str, Handler]:
        """By command."""
        return {
            "splice": self._splice,
            "programme": lambda _request: self.programme(),
            "safety": self._keep_safety,
            "aired": self._tell_aired,
            "status": lambda _request: self.status(),
            "retire": self._leave,
        }

    def programme(self) -> Message:
        """The whole state."""
        programme = self.timeline.programme
        return {
            "frame": self.timeline.head,
            "horizon": self.timeline.horizon,
            "end": programme.end,
            "sample_rate": self._render.mixer.sample_rate,
            "marks": programme.marks,
            "clips": programme.clips,
            "beats": programme.beats,
        }

    async def _splice(self, request: Message) -> Message:
        change = msgspec.convert(request["change"], Splice)
        if not self.timeline.has(change):
            await asyncio.to_thread(check_pcm, change)
            await self.timeline.splice(change, self._join)
            self._changed()
        return {"horizon": self.timeline.horizon, "end": self.timeline.programme.end}

    async def _keep_safety(self, request: Message) -> Message:
        facts = {name: value for name, value in request.items() if name not in ("id", "command", "connection")}
        wanted = msgspec.convert(facts, SafetyRequest)
        in_use = {clip.pcm for clip in self.timeline.programme.clips}
        made = await asyncio.to_thread(self._safety, wanted)
        self.safety = await asyncio.to_thread(self._store.keep, made, self._fade, in_use)
        await asyncio.to_thread(self.keep_at_hand)
        return {"start": self.safety.start, "end": self.safety.end}

    def keep_at_hand(self) -> None:
        """Have the safety track's first seconds in memory, for a hand's panic. Blocks on disks."""
        if self.safety is not None:
            self._render.mixer.keep_at_hand(self.safety.pcm, self.safety.start)

    def lose_safety(self, pcm: str) -> None:
        """The safety track's PCM is gone: the ladder has one rung less until the planner sends another."""
        if self.safety is not None and self.safety.pcm == pcm:
            log.error("the safety track is gone", pcm=pcm)
            self.safety = None

    def _safety(self, wanted: SafetyRequest) -> Safety:
        frames = frames_of(wanted.clip_pcm)
        rate = self._render.mixer.sample_rate
        beats = sorted(set(wanted.beats_frames))
        start, end = loop(beats, frames, self._fade, rate)
        if end - start < rate:
            raise ProgrammeError(f"{wanted.clip_pcm} has {frames} frames: a safety track needs a second at least")
        return Safety(
            pcm=wanted.clip_pcm,
            frames=frames,
            start=start,
            end=end,
            gain_db=wanted.gain_db,
            track=wanted.track,
            title=wanted.title,
            artist=wanted.artist,
            beats=[beat for beat in beats if start <= beat < end],
        )

    async def _tell_aired(self, request: Message) -> Message:
        after = int(request["after"])
        if not 0 <= after < LAST_FRAME:
            raise EversetError(f"no record has the number {after}: ask after one that was told")
        if after > self._aired.seq:
            log.warning("the playlog is ahead of the engine's records: they go on behind it", after=after)
            await self.timeline.on_disk(lambda: self._aired.go_on_behind(after))
        return {"records": self._aired.after(after), "last": self._aired.seq}

    async def _leave(self, request: Message) -> Message:
        await self._retire(float(request.get("ahead_seconds", 0.0)))
        return {"frame": self.timeline.head, "epoch": self._render.clock.epoch}

    def ladder(self) -> Message:
        """The rung that is heard, and how often each was taken."""
        rung = standing(self.timeline.programme, self.timeline.head)
        return {"rung": (rung or Rung.IDENT).value, "counts": self.rungs, "safety": self.safety is not None}

    def status(self) -> Message:
        """What this process does."""
        mixer, clock = self._render.mixer, self._render.clock
        return {
            **vitals("engine", "running"),
            "frame": self.timeline.head,
            "horizon": self.timeline.horizon,
            "end": self.timeline.programme.end,
            "sample_rate": mixer.sample_rate,
            "late_blocks": clock.late_blocks,
            "late_frames": mixer.late,
            "uncovered_frames": mixer.uncovered,
            "anchored": clock.anchored,
            **self._audio(),
            "unsaved_splices": self.timeline.unsaved,
            "repairs": self._repairs(),
            "silent_output": self._silences(),
            "ladder": self.ladder(),
            "hand": self._hand(),
        }

    def _audio(self) -> Message:
        """How the audio thread fares."""
        times, standing, faults = self._render.times, self._render.standing, self._render.faults
        return {
            "block_ms": block_ms(times),
            "block_times": histogram(times),
            "audio": {
                "thread": self._render.thread,
                "priority": standing.priority,
                "cpus": standing.cpus,
                "locked": standing.locked,
                "minor_faults": faults.minor,
                "major_faults": faults.major,
            },
        }


def check_pcm(change: Splice) -> None:
    """Raise ProgrammeError for a clip whose PCM is not there, or is shorter than the clip. Blocks on disks."""
    check(change.clips, change.at)
    held: dict[str, int] = {}
    for clip in change.clips:
        if clip.pcm == "ident":
            continue
        if clip.pcm not in held:
            held[clip.pcm] = frames_of(clip.pcm)
        if held[clip.pcm] == 0:
            raise ProgrammeError(f"{clip.pcm} is empty: prepare it again")
        if (wanted := last_read(clip)) > held[clip.pcm] + SLACK:
            raise ProgrammeError(
                f"the clip at {clip.at} plays {clip.pcm} up to frame {wanted}, which has {held[clip.pcm]}: "
                "end it there, or prepare the file again"
            )
