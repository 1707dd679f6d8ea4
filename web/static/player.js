// The player: one audio element on a live stream. Stop ends the connection, Listen makes one: live sound never waits in
// a pause. While it should play and does not, it tunes in again by itself, later each time it fails.

const FIRST = 500; // milliseconds until the first new attempt
const LAST = 15000;
const TYPES = { mp3: "audio/mpeg", aac: "audio/aac", opus: 'audio/ogg; codecs="opus"' };
const STUCK = 6000; // milliseconds without progress after which a connection is given up

export class Player extends EventTarget {
  constructor(audio) {
    super();
    this.audio = audio;
    this.address = null;
    this.wanted = false;
    this.nonce = "";
    this.failures = 0;
    this.progress = { time: -1, at: 0 };
    for (const name of ["error", "ended"]) audio.addEventListener(name, () => this.retry());
    for (const name of ["playing", "waiting"]) audio.addEventListener(name, () => this.changed());
    audio.addEventListener("pause", () => this.paused());
    setInterval(() => this.watch(), 1000);
  }

  /** Where the streams are, by format, the station's preferred one first, with the listen key. */
  tune(urls) {
    const [first] = Object.values(urls);
    const playable = Object.entries(urls).find(([format]) => this.audio.canPlayType(TYPES[format] ?? ""));
    this.address = playable ? playable[1] : first;
  }

  /** Start listening; called from a press, as browsers want it. */
  play() {
    this.wanted = true;
    this.failures = 0;
    this.connect();
  }

  stop() {
    this.wanted = false;
    clearTimeout(this.again);
    this.again = undefined;
    this.silence();
    this.changed();
  }

  /** Whether sound comes out. */
  sounding() {
    return this.wanted && !this.audio.paused && this.audio.readyState >= 2 && this.audio.currentTime > 0;
  }

  /** Seconds of this connection that were played. */
  time() {
    return this.audio.currentTime;
  }

  get state() {
    if (!this.wanted) return "stopped";
    return this.sounding() && this.progressing() ? "playing" : "connecting";
  }

  connect() {
    clearTimeout(this.again);
    this.again = undefined;
    if (!this.address) return this.retry();
    this.nonce = Array.from(crypto.getRandomValues(new Uint8Array(4)), (b) => b.toString(16).padStart(2, "0")).join("");
    this.progress = { time: 0, at: performance.now() };
    this.audio.src = `${this.address}.${this.nonce}`;
    this.audio.play().catch((error) => this.refused(error));
    this.changed();
  }

  refused(error) {
    if (error.name === "NotAllowedError") {
      this.stop();
      this.dispatchEvent(new CustomEvent("refused"));
    } else if (error.name !== "AbortError") this.retry();
  }

  retry() {
    if (!this.wanted || this.again) return;
    const wait = Math.min(LAST, FIRST * 2 ** this.failures);
    this.failures += 1;
    this.again = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
    this.changed();
  }

  // Headphones were unplugged, a call came in, or the browser's own control was pressed.
  paused() {
    if (this.wanted && this.audio.src && !this.audio.ended && !this.again) this.stop();
  }

  watch() {
    if (!this.wanted) return;
    if (this.audio.currentTime !== this.progress.time) {
      this.progress = { time: this.audio.currentTime, at: performance.now() };
      if (this.audio.currentTime > 5) this.failures = 0;
    } else if (performance.now() - this.progress.at > STUCK && !this.again) {
      this.retry();
    }
    this.changed();
  }

  progressing() {
    return performance.now() - this.progress.at < 3000;
  }

  silence() {
    this.audio.removeAttribute("src");
    this.audio.load();
  }

  changed() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}
