// The live connection: the whole state first, then changes. It comes back by itself and asks for what it missed.

const FIRST = 250; // milliseconds until the first new attempt
const LAST = 10000;
const SILENT = 9000; // the station speaks every two seconds: longer silence means that the connection is dead

export class Live extends EventTarget {
  constructor(path) {
    super();
    this.path = path;
    this.seq = null;
    this.failures = 0;
    this.connected = false;
    this.heardAt = 0;
    setInterval(() => this.watch(), 1000);
    addEventListener("online", () => this.connect());
    this.connect();
  }

  connect() {
    clearTimeout(this.again);
    if (this.socket) this.socket.onclose = null;
    this.socket?.close();
    const address = new URL(this.path, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    if (this.seq !== null) address.searchParams.set("seq", this.seq);
    this.heardAt = performance.now();
    this.socket = new WebSocket(address);
    this.socket.onmessage = (event) => this.take(JSON.parse(event.data));
    this.socket.onclose = () => this.lost();
  }

  take(message) {
    this.seq = message.seq;
    this.failures = 0;
    this.connected = true;
    this.heardAt = performance.now();
    this.dispatchEvent(new CustomEvent("message", { detail: message }));
  }

  /** Tell the station something; lost when there is no connection. */
  tell(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  lost() {
    this.connected = false;
    this.dispatchEvent(new CustomEvent("lost"));
    clearTimeout(this.again);
    const wait = Math.min(LAST, FIRST * 2 ** this.failures) * (0.75 + Math.random() / 2);
    this.failures += 1;
    this.again = setTimeout(() => this.connect(), wait);
  }

  watch() {
    if (this.connected && performance.now() - this.heardAt > SILENT) this.lost();
  }
}
