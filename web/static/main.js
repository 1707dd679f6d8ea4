// The page put together: one live connection, one clock, and views that read them.

import { showAside } from "./aside.js";
import { BallotView } from "./ballot.js";
import { Clock } from "./clock.js";
import { $, plural, say } from "./dom.js";
import { HistoryView } from "./history.js";
import { Live } from "./live.js";
import { NowView } from "./now.js";
import { Player } from "./player.js";
import { SeamView } from "./seam.js";
import { StandingsView } from "./standings.js";

const player = new Player($("audio"));
const clock = new Clock(player);
const standings = new StandingsView();
const now = new NowView(clock);
const seam = new SeamView($("seam"), clock);
const ballot = new BallotView(clock, (id) => standings.name(id));
const history = new HistoryView(clock);
const live = new Live("api/v1/live");
let health = null;
let aside = 0;

const take = {
  state(message) {
    aside = message.health.library.set_aside ?? message.set_aside.length;
    this.health(message.health);
    this.now({ ...message.now, timeline: message.timeline });
    this.match(message);
    ballot.follow(message.ballot);
    seam.follow(message.seam);
    history.follow(message.history);
    showAside(message.set_aside);
  },
  now(message) {
    clock.connections = message.streams.connections;
    player.tune(message.streams.urls);
    now.follow(message.timeline);
    history.plan(message.timeline);
    tick();
  },
  ballot(message) {
    ballot.follow(message);
  },
  seam(message) {
    seam.follow(message);
  },
  match(message) {
    standings.follow(message.standings);
    if (ballot.ballot) ballot.update();
  },
  async health(message) {
    health = message;
    clock.follow(message.head_frame, message.sample_rate, message.on_air);
    clock.distance = message.distance_seconds;
    showHealth();
    if ((message.library.set_aside ?? aside) !== aside) {
      aside = message.library.set_aside;
      const answer = await fetch("api/v1/set-aside").catch(() => null);
      if (answer?.ok) showAside((await answer.json()).items);
    }
  },
};

live.addEventListener("message", ({ detail }) => take[detail.type]?.(detail));
live.addEventListener("lost", showHealth);

function showHealth() {
  const state = !live.connected ? "lost" : health?.on_air ? "on" : "off";
  $("air").dataset.air = state;
  say($("air-text"), { lost: "reconnecting", on: "on air", off: "not on air" }[state]);
  const notice = live.connected ? (health?.message ?? "") : "The page lost the station and is looking for it.";
  $("notice").hidden = !notice || (!live.connected && health === null);
  say($("notice"), notice);
  if (!health) return;
  say($("listeners"), `${plural(health.listeners, "listener")}.`);
  const { tracks, analysing } = health.library;
  const busy = analysing ? `, listening to ${analysing} more` : "";
  const held = tracks === 0 && !analysing ? "There is no music yet" : plural(tracks, "track");
  say($("library"), tracks === undefined ? "" : `${held}${busy}.`);
}

function tick() {
  now.tick();
  ballot.tick();
  history.tick();
  const delay = clock.delay();
  say($("delay"), clock.exact() ? `You hear it ${delay.toFixed(1)} s behind the mixer.` : "");
  say($("now-label"), clock.exact() ? "You hear" : "On air");
}

function showPlayer() {
  const { state } = player;
  document.documentElement.dataset.player = state;
  say($("play-text"), { stopped: "Listen", connecting: "Tuning in", playing: "Stop" }[state]);
  if (state === "connecting" && player.failures > 0) say($("tune"), "The stream does not answer yet. Trying again …");
  else if (state !== "stopped") say($("tune"), "");
  if ("mediaSession" in navigator) navigator.mediaSession.playbackState = state === "stopped" ? "paused" : "playing";
}

player.addEventListener("change", showPlayer);
player.addEventListener("refused", () => say($("tune"), "Your browser wants a press on Listen first."));
$("play").addEventListener("click", () => (player.wanted ? player.stop() : player.play()));
$("volume").addEventListener("input", (event) => ($("audio").volume = event.target.valueAsNumber ** 2));
if ("mediaSession" in navigator) {
  navigator.mediaSession.setActionHandler("play", () => player.play());
  navigator.mediaSession.setActionHandler("pause", () => player.stop());
  navigator.mediaSession.setActionHandler("stop", () => player.stop());
}

setInterval(tick, 250);
setInterval(() => clock.exact() && live.tell({ type: "heard", frame: Math.round(clock.heard()) }), 5000);
seam.run();
