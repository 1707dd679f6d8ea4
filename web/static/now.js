// Now and next, by the frame heard.

import { $, clockTime, facts, say } from "./dom.js";
import { drawOutline } from "./outline.js";
import { identAt, seamFrom, trackAfter, trackAt } from "./timeline.js";

export class NowView {
  constructor(clock) {
    this.clock = clock;
    this.timeline = [];
    this.shown = null;
  }

  follow(timeline) {
    this.timeline = timeline;
    this.shown = null;
  }

  /** Four times a second. */
  tick() {
    const frame = this.clock.heard();
    const track = identAt(this.timeline, frame) ?? trackAt(this.timeline, frame);
    if (!track) return say($("title"), "The set begins in a moment");
    if (this.shown !== track) this.change(track);
    this.run(track, frame);
    this.ahead(frame);
  }

  change(track) {
    const before = this.shown ?? this.last;
    if (before && before.at !== track.at) flip();
    this.shown = this.last = track;
    say($("title"), track.kind === "ident" && !track.title ? "Station ident" : track.title);
    say($("artist"), track.artist);
    $("title").classList.toggle("long", track.title.length > 26);
    $("facts").replaceChildren(...facts(track));
    const station = $("station").textContent;
    document.title = `${[track.title, track.artist].filter(Boolean).join(" – ")} · ${station}`;
    if ("mediaSession" in navigator) {
      const artwork = [{ src: new URL("static/mark.svg", location.href).href, sizes: "any", type: "image/svg+xml" }];
      navigator.mediaSession.metadata = new MediaMetadata({
        title: track.title, artist: track.artist, album: station, artwork,
      });
    }
  }

  run(track, frame) {
    const rate = this.clock.rate;
    const end = trackAfter(this.timeline, frame)?.at ?? track.at + track.length;
    const elapsed = Math.max(0, frame - track.at) / rate;
    const whole = (end - track.at) / rate;
    const share = whole > 0 ? Math.min(1, elapsed / whole) : 0;
    drawOutline($("progress"), track.outline, share);
    $("progress").setAttribute("aria-valuenow", Math.round(share * 100));
    say($("elapsed"), clockTime(elapsed));
    say($("remaining"), whole > 0 ? `−${clockTime(whole - elapsed)}` : "");
  }

  ahead(frame) {
    const seam = seamFrom(this.timeline, frame);
    const rate = this.clock.rate;
    say($("next-title"), seam ? seam.title : "Up to the vote");
    say($("next-artist"), seam ? seam.artist : "");
    $("next-title").classList.toggle("open", !seam);
    if (!seam) return say($("seam-count"), "");
    const left = (seam.at - frame) / rate;
    const text = left > 0 ? `in ${clockTime(left)}` : `now, ${clockTime((seam.at + seam.length - frame) / rate)} to go`;
    say($("seam-count"), text);
    $("seam-count").classList.toggle("live", left <= 0);
    say($("seam-label"), left > 0 ? "Next transition" : "In the mix");
  }
}

// The page has two decks, as every DJ has: the colour of what is heard changes sides with each track.
function flip() {
  const root = document.documentElement;
  root.dataset.deck = root.dataset.deck === "a" ? "b" : "a";
}
