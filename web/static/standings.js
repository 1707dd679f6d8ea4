// The tournament's table; a competitor's name opens its line of descent.

import { $, el } from "./dom.js";
import { openLineage } from "./lineage.js";

const SHOWN = 8;

export class StandingsView {
  constructor() {
    this.names = new Map();
  }

  /** The name of a competitor; its id while the standings do not know it. */
  name(id) {
    return this.names.get(id) ?? id;
  }

  follow(standings) {
    if (!standings) return;
    for (const one of standings) this.names.set(one.id, one.name);
    if (!standings.length) {
      $("standings").replaceChildren(el("p", { class: "hint" }, "The first competitors enter with the first vote."));
      return;
    }
    const best = Math.max(...standings.map((one) => one.mu + one.uncertainty));
    $("standings").replaceChildren(el("ol", { class: "standings" }, standings.slice(0, SHOWN).map((one) => row(one, best))));
  }
}

function row(one, best) {
  const item = el(
    "li", { class: one.champion ? "champion" : "" },
    el("button", { type: "button", class: "competitor", click: () => openLineage(one.id), "aria-haspopup": "dialog" },
      el("span", { class: "name" }, one.name),
      one.champion ? el("span", { class: "crown" }, "champion") : el("span", { class: "generation" }, `gen ${one.generation}`),
    ),
    el("span", { class: "record", "aria-label": `${one.wins} won, ${one.losses} lost` }, `${one.wins}–${one.losses}`),
    el("span", { class: "rating", title: "Skill: mean and standard deviation of the belief" },
      one.mu.toFixed(1), el("small", {}, ` ±${one.uncertainty.toFixed(1)}`)),
    el("span", { class: "skill", "aria-hidden": "true" }, el("i")),
  );
  const place = (skill) => (best > 0 ? Math.max(0, Math.min(1, skill / best)).toFixed(3) : "0");
  item.style.setProperty("--low", place(one.mu - one.uncertainty));
  item.style.setProperty("--high", place(one.mu + one.uncertainty));
  return item;
}
