"""``/metrics``: what is known, as Prometheus reads it. Built at every scrape from a registry of its own."""

from collections.abc import Iterator

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from web.hub import Hub
from web.keys import HUB, KNOWLEDGE, STATUSES
from web.knowledge import Knowledge
from web.processes import outputs, processes, whole

#: What an input of Liquidsoap has to be counted, and what it means.
LIQUIDSOAP_FACTS = {
    "buffer_seconds": "Sound that it has in hand.",
    "uptime_seconds": "How long its process has run.",
}


class StationCollector(Collector):
    """The station's numbers, ``everset_*``."""

    def __init__(self, knowledge: Knowledge, hub: Hub) -> None:
        self.knowledge = knowledge
        self.hub = hub

    def collect(self) -> Iterator[Metric]:
        """Every metric; a process that is away has no samples."""
        yield from self._air()
        yield from self._audio()
        yield from self._hand()
        yield from self._midi()
        yield from self._people()
        yield from self._library()
        yield from self._processes()
        yield from self._outputs()

    def _air(self) -> Iterator[Metric]:
        known = self.knowledge
        engine = known.statuses.get("engine", {})
        ahead = max(0, known.head.end - known.head_frame()) / known.sample_rate
        yield gauge("on_air", "1 while the head moves and the stream is encoded.", known.on_air())
        yield counter("head_frame", "Frames rendered, on the station's clock.", known.head.frame)
        yield gauge("sample_rate_hertz", "Frames a second.", known.sample_rate)
        yield gauge("programme_ahead_seconds", "Sound that is planned ahead of the head.", ahead)
        yield counter("late_blocks", "Blocks that were rendered too late.", whole(engine.get("late_blocks")))
        silent = whole(engine.get("silent_output"))
        yield counter("silent_output", "Times that the output was silent and its files were not.", silent)
        repairs = engine.get("repairs") or {}
        yield counter("ring_repairs", "Damaged blocks that were rendered again.", whole(repairs.get("done")))
        failed = whole(repairs.get("failed"))
        yield counter("ring_repairs_failed", "Damaged blocks that could not be rendered again.", failed)
        ladder = CounterMetricFamily("everset_ladder", "Times that the engine had to take a rung.", labels=["rung"])
        for rung, count in rungs(known).items():
            ladder.add_metric([rung], count)
        yield ladder

    def _audio(self) -> Iterator[Metric]:
        """The audio thread's figures; none of an engine that is away."""
        engine = self.knowledge.statuses.get("engine", {})
        times, thread = engine.get("block_times"), engine.get("audio")
        if not times or not thread:
            return
        buckets = [(str(edge), count) for edge, count in times["buckets"]]
        blocks = HistogramMetricFamily("everset_block_seconds", "Time that the engine took for a block.")
        blocks.add_metric([], [*buckets, ("+Inf", times["count"])], sum_value=times["sum"])
        yield blocks
        yield gauge("block_worst_seconds", "The longest block of this engine.", engine["block_ms"]["worst"] / 1e3)
        faults = CounterMetricFamily("everset_audio_page_faults", "Page faults on the audio thread.", labels=["kind"])
        for kind in ("minor", "major"):
            faults.add_metric([kind], thread[f"{kind}_faults"])
        yield faults
        yield gauge("audio_priority", "SCHED_FIFO priority of the audio thread, 0 without.", thread["priority"])
        yield gauge("audio_memory_locked", "1 while the audio thread's memory is locked.", thread["locked"])

    def _hand(self) -> Iterator[Metric]:
        """What a hand does to the mix; nothing of an engine that is away."""
        hand = self.knowledge.statuses.get("engine", {}).get("hand")
        if not hand:
            return
        yield gauge("hand_claims", "Controls that a hand has claimed.", hand["claims"])
        yield gauge("hand_holds", "1 while a hand holds the track on air.", hand["hold"])
        yield counter("hand_touches", "Touches of a hand, since the station began.", hand["touches"])
        yield counter("hand_panics", "Times that a hand asked for the safety track.", hand["panics"])

    def _midi(self) -> Iterator[Metric]:
        """What controllers send; nothing where none is wanted."""
        midi = self.knowledge.statuses.get("midi")
        if not midi:
            return
        controllers = midi["controllers"]
        yield gauge("midi_controllers", "Controllers that are heard.", len(controllers))
        yield counter(
            "midi_messages", "Messages of those that are plugged in.", sum(one["heard"] for one in controllers)
        )
        yield counter("midi_lost", "Commands of theirs that no engine took.", midi["lost"])
        yield gauge("midi_clock_followers", "Outputs that are told the beat.", len(midi["clock"]["followers"]))

    def _people(self) -> Iterator[Metric]:
        known = self.knowledge
        yield gauge("listeners", "Stream connections.", known.tuned.count)
        yield gauge("pages", "Live connections of pages.", len(self.hub.pages))
        yield counter("pages_dropped", "Pages that were too slow.", self.hub.dropped)
        yield counter("votes", "Votes stored since this process began.", known.votes_stored)
        yield counter("ballots", "Ballots seen since this process began.", known.ballots_seen)
        yield gauge("ballot_votes", "Votes in the latest ballot.", sum(known.tally.values()))

    def _library(self) -> Iterator[Metric]:
        known = self.knowledge
        yield gauge("tracks", "Tracks in the catalogue.", known.library.get("tracks", 0))
        yield gauge("tracks_analysing", "Tracks being listened to.", known.library.get("analysing", 0))
        yield gauge("set_aside", "Files that can't be used.", known.library.get("set_aside", len(known.set_aside)))

    def _processes(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("everset_process_up", "1 while the process answers.", labels=["process"])
        memory = GaugeMetricFamily("everset_process_memory_bytes", "Resident memory.", labels=["process"])
        cpu = CounterMetricFamily("everset_process_cpu_seconds", "CPU time of its life.", labels=["process"])
        restarts = CounterMetricFamily("everset_process_restarts", "Restarts after a death.", labels=["process"])
        for one in processes(self.knowledge):
            answers = one.name == "web" or one.name in self.knowledge.reachable
            up.add_metric([one.name], float(answers))
            restarts.add_metric([one.name], one.restarts)
            if answers:
                memory.add_metric([one.name], one.rss_bytes)
                cpu.add_metric([one.name], one.cpu_seconds)
        yield from (up, memory, cpu, restarts)

    def _outputs(self) -> Iterator[Metric]:
        clients = GaugeMetricFamily("everset_output_clients", "Clients of an output.", labels=["output", "state"])
        late = CounterMetricFamily("everset_output_late", "Times that an output was late.", labels=["output"])
        says = "Frames of the programme that a server was never sent."
        left_out = CounterMetricFamily("everset_output_left_out_frames", says, labels=["output"])
        for output in outputs(self.knowledge):
            name = str(output.get("name"))
            clients.add_metric([name, str(output.get("state"))], whole(output.get("clients")))
            late.add_metric([name], whole(output.get("late")))
            if "left_out_frames" in output:
                left_out.add_metric([name], whole(output["left_out_frames"]))
        yield from (clients, late, left_out)
        yield from self._liquidsoap()

    def _liquidsoap(self) -> Iterator[Metric]:
        """What the command servers of inputs of Liquidsoap say."""
        named = {str(one.get("name")): one for one in outputs(self.knowledge)}
        inputs = {name: one for name, one in named.items() if name.startswith("liquidsoap ")}
        up = GaugeMetricFamily("everset_liquidsoap_up", "1 while its command server answers.", labels=["output"])
        for name, one in inputs.items():
            if "server" in one:
                up.add_metric([name], float(one["server"] == "up"))
        yield up
        for fact, says in LIQUIDSOAP_FACTS.items():
            family = GaugeMetricFamily(f"everset_liquidsoap_{fact}", says, labels=["output"])
            for name, one in inputs.items():
                if fact in one:
                    family.add_metric([name], float(one[fact]))
            yield family


def gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    """One gauge without labels."""
    return GaugeMetricFamily(f"everset_{name}", says, value=float(value))


def counter(name: str, says: str, value: float) -> CounterMetricFamily:
    """One counter without labels; Prometheus adds ``_total``."""
    return CounterMetricFamily(f"everset_{name}", says, value=float(value))


def rungs(known: Knowledge) -> dict[str, int]:
    """How often each rung was taken: what the engine counts, else what was heard of it."""
    counted = (known.statuses.get("engine", {}).get("ladder") or {}).get("counts")
    return {str(k): whole(v) for k, v in counted.items()} if counted else dict(known.ladder)


async def metrics(request: web.Request) -> web.Response:
    """The exposition format's text."""
    await request.app[STATUSES].fresh()
    registry = CollectorRegistry()
    registry.register(StationCollector(request.app[KNOWLEDGE], request.app[HUB]))
    return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
