// The operator's page: what every process does, read again every two seconds. It changes nothing.

import { $, clockTime, el, say, timeOfDay } from "./dom.js";

const AGAIN = 2000;

async function read(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return answer.json();
}

async function refresh() {
  try {
    const [status, aside] = await Promise.all([read("api/v1/status"), read("api/v1/set-aside")]);
    show(status);
    showAside(aside.items);
  } catch (error) {
    $("air").dataset.air = "lost";
    say($("air-text"), "no answer");
    notice(error.message);
  }
  setTimeout(refresh, AGAIN);
}

function notice(text) {
  $("notice").hidden = !text;
  say($("notice"), text);
}

function show(status) {
  $("air").dataset.air = status.on_air ? "on" : "off";
  say($("air-text"), status.on_air ? "on air" : "not on air");
  notice(status.health.message);
  list($("on"), {
    now: name(status.now),
    next: name(status.next),
    "next in": status.next ? clockTime(status.next.starts_in) : "–",
    "planned ahead": `${status.ahead_seconds.toFixed(1)} s`,
    "head frame": status.frame.toLocaleString(),
    listeners: `${status.health.listeners}, pages ${status.pages}`,
    library: Object.entries(status.health.library).map(([key, value]) => `${value} ${key.replace("_", " ")}`).join(", ") || "–",
  });
  const rungs = Object.entries(status.ladder).map(([rung, count]) => [`rung ${rung}`, String(count)]);
  list($("ladder"), { "late blocks": String(status.late_blocks), ...Object.fromEntries(rungs) });
  $("processes").replaceChildren(...status.processes.map(process));
  $("outputs").replaceChildren(...status.outputs.map((one) => row([one.name, one.state, one.clients, one.late])));
  $("log").replaceChildren(...status.log.map(logged), ...status.decisions.map(decided));
}

function process(one) {
  const memory = one.rss_bytes ? `${(one.rss_bytes / 1e6).toFixed(0)} MB` : "–";
  const made = row([one.name, one.state, one.pid ?? "–", one.restarts, memory, `${one.cpu_seconds.toFixed(1)} s`]);
  made.children[1].classList.toggle("bad", one.state === "away");
  return made;
}

function showAside(files) {
  const lines = files.map((one) => el("li", {}, el("b", {}, one.file), ` ${one.message} (${one.code})`));
  $("aside-list").replaceChildren(...(lines.length ? lines : [el("li", {}, "Every file can be used.")]));
}

const logged = (one) => el("li", {}, el("time", {}, timeOfDay(one.at)), el("b", {}, one.what), ` ${one.detail}`);
const decided = (one) => el("li", {}, el("time", {}, one.id), one.what);
const name = (track) => (track ? [track.title, track.artist].filter(Boolean).join(" – ") : "–");
const row = (cells) => el("tr", {}, cells.map((cell) => el("td", {}, String(cell))));
const list = (element, facts) =>
  element.replaceChildren(...Object.entries(facts).flatMap(([key, value]) => [el("dt", {}, key), el("dd", {}, value)]));

refresh();
