// The seam's picture: both waveforms in the two decks' colours, woven where both sound, over the set's beat grid.

import { $, calm, plural, say } from "./dom.js";

const PAPER = "#fffaf2";
const SILENT = 3; // of 255
const BARS = 4; // beats a bar, for the grid's weight
const NAMES = {
  blend: "bass swap blend", filter_sweep: "filter sweep", echo_out: "echo out", cut: "cut on the one", fade: "fade",
};

export const recipeName = (recipe) => NAMES[recipe] ?? recipe.replaceAll("_", " ");

export class SeamView {
  constructor(canvas, clock) {
    this.canvas = canvas;
    this.clock = clock;
    this.pictures = []; // the latest few: a late listener may still hear the one before
    this.drawn = "";
    new ResizeObserver(() => this.resize()).observe(canvas);
    const seen = new IntersectionObserver((entries) => (this.visible = entries.at(-1).isIntersecting));
    seen.observe(canvas);
    this.resize();
  }

  follow(picture) {
    if (!picture || picture.at_frame === null) return;
    this.pictures = [...this.pictures.filter((one) => one.at_frame < picture.at_frame).slice(-2), picture];
    this.layers = null;
    this.frame(true);
  }

  /** The picture of the seam that sounds or comes for this listener. */
  picture() {
    const heard = this.clock.heard();
    return this.pictures.find((one) => one.at_frame + one.length_frames > heard) ?? null;
  }

  resize() {
    const scale = Math.min(2, devicePixelRatio || 1);
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width) return;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.scale = scale;
    this.layers = null;
    this.frame(true);
  }

  /** Draw what changed since the last time; cheap while nothing did. */
  frame(force = false) {
    if (!this.visible && !force) return;
    const picture = this.picture();
    this.describe(picture);
    const deck = document.documentElement.dataset.deck;
    const place = picture ? Math.round(this.place(picture) * this.canvas.width) : -1;
    const key = `${picture?.at_frame} ${place} ${deck}`;
    if (key === this.drawn && !force) return;
    this.drawn = key;
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (picture) this.draw(context, picture, place);
  }

  // Where the playhead stands, 0 to 1 across the picture; outside that it is not drawn.
  place(picture) {
    const width = picture.column_frames * picture.from_peaks.length;
    return Math.max(-0.01, Math.min(1.01, (this.clock.heard() - picture.start_frame) / width));
  }

  draw(context, picture, place) {
    const colours = this.colours(picture);
    $("seam-from").style.color = colours.from;
    $("seam-to").style.color = $("next-title").style.color = colours.to;
    const id = `${picture.at_frame} ${picture.length_frames} ${colours.from}`;
    if (!this.layers || this.layers.id !== id) this.layers = { id, image: this.paint(picture, colours) };
    const { width, height } = this.canvas;
    context.globalAlpha = 1;
    context.drawImage(this.layers.image, 0, 0);
    if (place < 0 || place > width) return;
    context.fillStyle = "rgba(12, 11, 16, 0.58)"; // what was heard steps back
    context.fillRect(0, 0, place, height);
    context.fillStyle = PAPER;
    context.fillRect(place - this.scale, 0, 2 * this.scale, height);
    context.beginPath();
    context.arc(place, 5 * this.scale, 5 * this.scale, 0, Math.PI * 2);
    context.fill();
  }

  colours(picture) {
    const style = getComputedStyle(document.documentElement);
    const over = this.clock.heard() >= picture.centre_frame; // then the deck of now is the incoming one
    const own = style.getPropertyValue("--own").trim();
    const other = style.getPropertyValue("--other").trim();
    return over ? { from: other, to: own } : { from: own, to: other };
  }

  paint(picture, colours) {
    const image = document.createElement("canvas");
    image.width = this.canvas.width;
    image.height = this.canvas.height;
    const context = image.getContext("2d");
    this.grid(context, picture);
    this.weave(context, picture, colours);
    this.centre(context, picture);
    return image;
  }

  x(picture, frame) {
    return ((frame - picture.start_frame) / (picture.column_frames * picture.from_peaks.length)) * this.canvas.width;
  }

  grid(context, picture) {
    const { height } = this.canvas;
    // Beats closer than five pixels are fog: bars and phrases stay.
    const gap = picture.beats.length > 1 ? this.x(picture, picture.beats[1]) - this.x(picture, picture.beats[0]) : 0;
    picture.beats.forEach((beat, index) => {
      const bar = index % BARS === 0;
      const phrase = index % (4 * BARS) === 0;
      if (!phrase && gap * (bar ? BARS : 1) < 5 * this.scale) return;
      context.fillStyle = phrase ? "rgba(255,250,242,.5)" : bar ? "rgba(255,250,242,.22)" : "rgba(255,250,242,.09)";
      const reach = phrase ? height : bar ? height * 0.86 : height * 0.7;
      context.fillRect(Math.round(this.x(picture, beat)), (height - reach) / 2, Math.max(1, this.scale / 2), reach);
    });
  }

  // Where the title changes.
  centre(context, picture) {
    const x = Math.round(this.x(picture, picture.centre_frame));
    const size = 6 * this.scale;
    context.fillStyle = PAPER;
    context.beginPath();
    context.moveTo(x - size, this.canvas.height);
    context.lineTo(x + size, this.canvas.height);
    context.lineTo(x, this.canvas.height - 1.5 * size);
    context.fill();
  }

  // Threads in turn from one track and the other; where one is silent the other has them all.
  weave(context, picture, colours) {
    const { width, height } = this.canvas;
    const step = 3 * this.scale;
    const columns = picture.from_peaks.length;
    for (let x = 0, thread = 0; x < width; x += step, thread += 1) {
      const span = [Math.floor((x / width) * columns), Math.ceil(((x + step) / width) * columns)];
      const [from, to] = [peak(picture.from_peaks, span), peak(picture.to_peaks, span)];
      const outgoing = to <= SILENT || (from > SILENT && thread % 2 === 0);
      const loud = outgoing ? from : to;
      if (loud <= SILENT) continue;
      const reach = Math.max(this.scale, (loud / 255) * height * 0.44);
      context.fillStyle = outgoing ? colours.from : colours.to;
      context.fillRect(x, height / 2 - reach, 2 * this.scale, 2 * reach);
    }
  }

  describe(picture) {
    if (this.described === picture) return;
    this.described = picture;
    $("seam-section").classList.toggle("empty", !picture);
    say($("seam-from"), picture?.from_title ?? "");
    say($("seam-to"), picture?.to_title ?? "");
    if (!picture) {
      $("next-title").style.color = "";
      say($("recipe"), "The transition is planned when the vote is settled.");
      return;
    }
    const bars = picture.bars ? ` over ${plural(picture.bars, "bar")}` : "";
    const why = picture.why.length ? ` — ${picture.why.join(", ")}` : "";
    say($("recipe"), `${capital(recipeName(picture.recipe))}${bars}${why}`);
    const seconds = Math.round(picture.length_frames / this.clock.rate);
    const label = `${recipeName(picture.recipe)} from ${picture.from_title} into ${picture.to_title}, ${seconds} seconds`;
    this.canvas.setAttribute("aria-label", label);
  }

  /** Follow the playhead: with the screen, or once a second for who wants it calm. */
  run() {
    const next = () => {
      this.frame();
      if (calm.matches) setTimeout(next, 1000);
      else requestAnimationFrame(next);
    };
    next();
  }
}

const peak = (peaks, [first, last]) => Math.max(...peaks.slice(first, Math.max(first + 1, last)), 0);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
