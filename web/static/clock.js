// Which frame of the programme is heard now. Everything the page shows hangs on this one number.

const SLEW = 0.1; // of a difference taken up at once, so that jitter on the network is not seen
const JUMP = 0.5; // seconds; a larger difference is believed
const TRUSTED = 5; // seconds; after longer silence the station's head is taken to stand still

export class Clock {
  constructor(player) {
    this.player = player;
    this.rate = 44100;
    this.distance = 5; // seconds from the head to the stream, for who is not playing
    this.connections = [];
    this.offset = null; // frames: head − performance.now()
    this.told = 0;
    this.moving = false;
  }

  /** The station said where its head is. */
  follow(head, rate, moving) {
    this.rate = rate;
    this.moving = moving;
    const now = performance.now();
    const offset = head - (now / 1000) * rate;
    const off = this.offset === null ? Infinity : Math.abs(offset - this.offset) / rate;
    this.offset = off > JUMP ? offset : this.offset + SLEW * (offset - this.offset);
    this.told = now;
  }

  /** Where the station's engine renders. */
  head() {
    if (this.offset === null) return 0;
    const now = Math.min(performance.now(), this.told + TRUSTED * 1000);
    return this.offset + (now / 1000) * this.rate;
  }

  /** The connection that the player decodes, once the station told where it began. */
  connection() {
    return this.connections.find((one) => one.nonce === this.player.nonce);
  }

  /** Whether the frame heard is known from the player itself. */
  exact() {
    return this.player.sounding() && this.connection() !== undefined;
  }

  /** The frame heard; for who does not listen, what the stream plays. */
  heard() {
    if (this.exact()) return this.connection().start_frame + this.player.time() * this.rate;
    return Math.max(0, this.head() - this.distance * this.rate);
  }

  /** How far behind the head that is, in seconds. */
  delay() {
    return Math.max(0, (this.head() - this.heard()) / this.rate);
  }
}
