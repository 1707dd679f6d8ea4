// The ballot: candidates as buttons, live counts, the closing time, my vote.

import { $, clockTime, el, facts, plural, say } from "./dom.js";

const SPOKEN = 4000; // milliseconds between two readings of the counts to a screen reader

export class BallotView {
  constructor(clock, names) {
    this.clock = clock;
    this.names = names; // competitor id → its name
    this.ballot = null;
    this.cards = new Map();
    this.spokenAt = 0;
  }

  follow(ballot) {
    if (!ballot) return this.none();
    const anew = ballot.id !== this.ballot?.id;
    this.ballot = ballot;
    if (anew) this.build();
    this.update();
  }

  none() {
    $("candidates").replaceChildren(el("p", { class: "hint" }, "The first vote opens with the first track."));
  }

  build() {
    say($("ballot-said"), "");
    this.span = Math.max(1, this.left());
    this.cards = new Map(this.ballot.candidates.map((one) => [one.id, card(one, () => this.vote(one))]));
    $("candidates").replaceChildren(...[...this.cards.values()].map((made) => made.button));
  }

  update() {
    const total = this.ballot.candidates.reduce((sum, one) => sum + one.votes, 0);
    for (const one of this.ballot.candidates) {
      const { button, count, by } = this.cards.get(one.id);
      const mine = this.ballot.my_vote === one.id;
      button.setAttribute("aria-pressed", String(mine));
      button.classList.toggle("won", this.ballot.winner === one.id);
      button.style.setProperty("--share", total ? (one.votes / total).toFixed(4) : "0");
      say(count, String(one.votes));
      count.setAttribute("aria-label", plural(one.votes, "vote"));
      say(by, `nominated by ${this.names(one.nominated_by)}`);
    }
    this.speak(total);
    this.tick();
  }

  /** Seconds until the votes are counted. */
  left() {
    return (this.ballot.closes_frame - this.clock.head()) / this.clock.rate;
  }

  /** Four times a second. */
  tick() {
    if (!this.ballot) return;
    const left = this.left();
    const open = !this.ballot.winner && left > 0;
    say($("ballot-label"), open ? "What plays next?" : "The vote is settled");
    say($("ballot-count"), open ? `closes in ${clockTime(left)}` : this.ballot.winner ? "" : "counting");
    $("ballot-count").classList.toggle("live", open && left < 15);
    $("fuse").style.setProperty("--share", open ? Math.min(1, left / this.span).toFixed(4) : "0");
    $("ballot").classList.toggle("closed", !open);
    for (const { button } of this.cards.values()) button.setAttribute("aria-disabled", String(!open));
  }

  async vote(candidate) {
    if (this.ballot.winner || this.left() <= 0) return say($("ballot-said"), "This vote is settled. The next one opens soon.");
    const { button } = this.cards.get(candidate.id);
    button.classList.add("sending");
    const heard = this.clock.exact() ? { heard_frame: Math.round(this.clock.heard()) } : {};
    try {
      const answer = await fetch(`api/v1/ballot/${encodeURIComponent(this.ballot.id)}/vote`, {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ candidate: candidate.id, ...heard }),
      });
      const document = await answer.json();
      if (!answer.ok) return say($("ballot-said"), document.detail);
      this.follow(document);
      say($("ballot-said"), `Your vote for ${candidate.title} counts. You may change it until the vote closes.`);
    } catch {
      say($("ballot-said"), "Your vote did not reach the station. Try again.");
    } finally {
      button.classList.remove("sending");
    }
  }

  speak(total) {
    const now = performance.now();
    if (!total || now - this.spokenAt < SPOKEN) return;
    this.spokenAt = now;
    const counts = this.ballot.candidates.map((one) => `${one.title} ${one.votes}`).join(", ");
    say($("ballot-live"), `${plural(total, "vote")}: ${counts}`);
  }
}

function card(one, vote) {
  const count = el("span", { class: "votes" }, "0");
  const by = el("span", { class: "by" });
  const button = el(
    "button", { type: "button", class: "candidate", "aria-pressed": "false", click: vote, "data-candidate": one.id },
    el("span", { class: "fill", "aria-hidden": "true" }),
    el("span", { class: "head" }, el("span", { class: "name" }, one.title), count),
    el("span", { class: "who" }, one.artist),
    el("ul", { class: "facts" }, facts(one)),
    el("span", { class: "why" }, one.why.slice(0, 2).join(" · ")),
    by,
  );
  return { button, count, by };
}
