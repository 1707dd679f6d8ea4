// Small helpers. Text from outside only ever becomes a text node: nothing here parses HTML.

export const $ = (id) => document.getElementById(id);

/** An element with attributes (functions become listeners) and children; strings become text. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** Set an element's text, touching the page only when it changed. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Seconds as 1:05 or 1:02:05. */
export function clockTime(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** A Unix time as the local time of day. */
export function timeOfDay(unix) {
  return new Date(unix * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "1 vote", "2 votes". */
export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** The facts of a track that people mix by. */
export function facts(track) {
  const list = [];
  if (track.bpm) list.push(el("li", {}, `${track.bpm.toFixed(track.bpm % 1 ? 1 : 0)} BPM`));
  if (track.camelot) list.push(el("li", { class: "key", title: "Key on the Camelot wheel" }, track.camelot));
  if (typeof track.energy === "number") list.push(energy(track.energy));
  return list;
}

function energy(value) {
  const steps = Math.max(1, Math.min(5, Math.round(value * 5)));
  const dots = Array.from({ length: 5 }, (_, i) => el("i", { class: i < steps ? "on" : "" }));
  return el("li", { class: "energy", "aria-label": `energy ${steps} of 5` }, dots);
}

export const calm = matchMedia("(prefers-reduced-motion: reduce)");
