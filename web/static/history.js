// What was played, as far as this listener heard it.

import { $, el, timeOfDay } from "./dom.js";
import { recipeName } from "./seam.js";
import { trackAt } from "./timeline.js";

const SHOWN = 12;

export class HistoryView {
  constructor(clock) {
    this.clock = clock;
    this.entries = new Map(); // by frame
    this.timeline = [];
  }

  /** What the station stored. */
  follow(entries) {
    for (const one of entries) this.entries.set(one.at_frame, one);
    this.shown = null;
  }

  /** What is planned becomes history once it was heard, whether or not the station stored it yet. */
  plan(timeline) {
    this.timeline = timeline;
    this.shown = null;
  }

  tick() {
    const now = trackAt(this.timeline, this.clock.heard());
    if (!now || this.shown === now) return;
    this.shown = now;
    const behind = (frame) => Date.now() / 1000 - (this.clock.heard() - frame) / this.clock.rate;
    const planned = this.timeline
      .filter((mark) => mark.kind === "track" && mark.at < now.at && !this.entries.has(mark.at))
      .map((mark) => ({ ...mark, at_frame: mark.at, started_at: behind(mark.at) }));
    const past = [...this.entries.values(), ...planned].filter((one) => one.at_frame < now.at);
    past.sort((a, b) => b.at_frame - a.at_frame);
    $("history").replaceChildren(...past.slice(0, SHOWN).map(line));
    if (!past.length) $("history").replaceChildren(el("li", { class: "hint" }, "This is the first track of the set."));
  }
}

function line(one) {
  return el(
    "li", {},
    el("time", { datetime: new Date(one.started_at * 1000).toISOString() }, timeOfDay(one.started_at)),
    el("span", { class: "what" }, el("b", {}, one.title), " ", el("span", {}, one.artist)),
    one.recipe ? el("span", { class: "how" }, recipeName(one.recipe)) : null,
  );
}
