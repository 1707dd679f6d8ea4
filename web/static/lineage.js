// A competitor's line of descent: who was bred from whom, and by which votes.

import { $, el, plural } from "./dom.js";

const HOW = {
  founded: () => "a founder",
  entered: () => "entered from outside",
  bred: (votes) => `bred ${by(votes)}`,
  hybrid: (votes) => `a hybrid, bred ${by(votes)}`,
};
const by = (votes) => (votes ? `by ${plural(votes, "vote")}` : "without votes");

export async function openLineage(id) {
  const dialog = $("lineage");
  dialog.replaceChildren(closer(dialog), el("p", { class: "hint", id: "lineage-title" }, "Looking up its ancestors …"));
  if (!dialog.open) dialog.showModal();
  try {
    const answer = await fetch(`api/v1/tournament/${encodeURIComponent(id)}`);
    const document = await answer.json();
    if (!answer.ok) throw new Error(document.detail);
    show(dialog, document);
  } catch (error) {
    dialog.replaceChildren(closer(dialog), el("p", { id: "lineage-title" }, error.message || "The station does not answer."));
  }
}

function show(dialog, one) {
  const state = one.champion ? "champion" : one.alive ? "in the tournament" : "retired";
  dialog.replaceChildren(
    closer(dialog),
    el("p", { class: "label" }, `Generation ${one.generation} · ${state}`),
    el("h2", { id: "lineage-title" }, one.name),
    el("p", { class: "hint" },
      `${one.wins} won, ${one.losses} lost · skill ${one.mu.toFixed(1)} ± ${one.uncertainty.toFixed(1)}`),
    el("ul", { class: "tree" }, branch(one.lineage)),
  );
}

function branch(one) {
  const votes = Object.values(one.votes).reduce((sum, count) => sum + count, 0);
  const born = new Date(one.born_at * 1000).toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });
  const how = (HOW[one.how] ?? (() => one.how))(votes);
  return el(
    "li", {},
    el("span", { class: "name" }, one.name),
    el("span", { class: "born" }, `${how}, ${born}`),
    one.parents.length ? el("ul", {}, one.parents.map(branch)) : null,
  );
}

function closer(dialog) {
  return el("button", { type: "button", class: "close", "aria-label": "Close", click: () => dialog.close() }, "×");
}
