// A hand on the mix: every control shows where it stands, and follows who moves it; touching one claims that one alone.

import { $, el, say } from "./dom.js";

const KNOBS = [["high", "High"], ["mid", "Mid"], ["low", "Low"], ["filter", "Filter"], ["fader", "Fader"]];
const OFTEN = 33; // milliseconds between two positions of one control
const AGAIN = 2000;

const booth = $("hand-booth");
const controls = new Map(); // "a.low" → { input, row, sent, timer, held }
let socket = null;
let me = ""; // as the station knows this page; empty until it was let in

function connect(key) {
  const address = new URL("api/v1/hand", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.onopen = () => socket.send(JSON.stringify({ key }));
  socket.onmessage = (event) => take(JSON.parse(event.data), key);
  socket.onclose = (event) => closed(event, key);
}

function take(message, key) {
  if (message.type === "welcome") {
    sessionStorage.setItem("desk key", key);
    me = message.source;
    open(true);
    say($("hand-why"), "");
  } else if (message.type === "hand") show(message);
  else if (message.type === "away") say($("hand-told"), "The engine is away; it comes back by itself.");
  else if (message.type === "refused") say($("hand-told"), message.detail);
}

function closed(event, key) {
  open(false);
  if (event.code === 4401) {
    sessionStorage.removeItem("desk key");
    say($("hand-why"), "That is not the desk's key.");
  } else if (me) {
    say($("hand-why"), "The connection was lost; what was in hand goes back to the automation.");
    setTimeout(() => connect(key), AGAIN);
  } else say($("hand-why"), "The hand is not open here: the operator sets web.desk_key.");
}

function open(yes) {
  $("hand-key").hidden = yes;
  booth.hidden = !yes;
}

function ask(command, facts = {}) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ do: command, ...facts }));
}

/** A position as it moves: not every one, but the last one always. */
function moved(name, facts) {
  const control = controls.get(name);
  const send = () => {
    control.timer = null;
    ask("touch", { ...facts, position: Number(control.input.value) });
  };
  control.timer ??= setTimeout(send, OFTEN);
}

function slider(name, label, facts) {
  const input = el("input", {
    type: "range", min: "0", max: "1", step: "0.005", value: "0.5", "aria-label": label, id: `hand-${name.replace(".", "-")}`,
    input: () => moved(name, facts),
    pointerdown: () => { controls.get(name).held = true; },
    pointerup: () => { controls.get(name).held = false; },
    pointercancel: () => { controls.get(name).held = false; },
  });
  const back = el("button", { type: "button", class: "back", title: "Give this one back", "aria-label": `Give ${label} back`,
    click: () => ask("hand_back", facts) }, "auto");
  const row = el("div", { class: `knob ${facts.control}` }, el("span", {}, label.split(", ")[0]), input, back);
  controls.set(name, { input, row, held: false, timer: null });
  return row;
}

function bend(deck, label, amount) {
  const stop = () => ask("nudge", { deck, bend: 0 });
  return el("button", { type: "button", pointerdown: () => ask("nudge", { deck, bend: amount }), pointerup: stop, pointerleave: stop,
    keydown: (event) => { if (event.key === " " && !event.repeat) ask("nudge", { deck, bend: amount }); }, keyup: stop,
    "aria-label": `${label} deck ${deck}` }, label);
}

function deck(name) {
  const play = el("button", { type: "button", id: `hand-${name}-play`, "aria-pressed": "true",
    click: () => ask(play.getAttribute("aria-pressed") === "true" ? "cue" : "play", { deck: name }) }, "Sounding");
  return el("fieldset", { class: `deck ${name}` }, el("legend", {}, `Deck ${name.toUpperCase()}`),
    KNOBS.map(([control, label]) => slider(`${name}.${control}`, `${label}, deck ${name}`, { deck: name, control })),
    el("div", { class: "keys" }, play, bend(name, "Slower", -1), bend(name, "Faster", 1)));
}

function build() {
  const hold = el("button", { type: "button", id: "hand-hold", "aria-pressed": "false",
    click: () => ask("hold", { on: hold.getAttribute("aria-pressed") !== "true" }) }, "Hold");
  const set = el("div", { class: "keys set" },
    el("button", { type: "button", id: "hand-skip", click: () => ask("skip") }, "Skip to next"),
    hold,
    el("button", { type: "button", id: "hand-back", click: () => ask("hand_back") }, "Hand all back"),
    el("button", { type: "button", id: "hand-panic", class: "panic", click: () => ask("panic") }, "Panic"));
  booth.replaceChildren(deck("a"), deck("b"), slider("crossfader", "Crossfader", { control: "crossfader" }), set,
    el("p", { class: "hint", id: "hand-told", role: "status" }));
}

function show(state) {
  for (const [name, control] of controls) {
    const [deckName, knob] = name.split(".");
    const stands = knob ? state[deckName][knob] : state.crossfader;
    if (!control.held && control.timer === null) control.input.value = stands.position;
    control.row.classList.toggle("claimed", stands.claimed);
    control.row.classList.toggle("others", stands.claimed && stands.source !== me);
    control.input.title = stands.claimed ? `${stands.source || "a hand"} has it; alone it would stand at ${stands.automated}` : "automatic";
  }
  for (const name of ["a", "b"]) {
    const sounds = state[name].play.position > 0.5;
    $(`hand-${name}-play`).setAttribute("aria-pressed", String(sounds));
    say($(`hand-${name}-play`), sounds ? "Sounding" : "Cued");
  }
  $("hand-hold").setAttribute("aria-pressed", String(state.hold));
  const others = state.sources.filter((one) => one !== me);
  say($("hand-told"), others.length ? `Also at the mix: ${others.join(", ")}` : "");
}

$("hand-key").addEventListener("submit", (event) => {
  event.preventDefault();
  connect($("hand-key").querySelector("input").value);
});
build();
const known = sessionStorage.getItem("desk key");
if (known) connect(known);
