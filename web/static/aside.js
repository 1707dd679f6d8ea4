// The files that could not be used, each with its reason.

import { $, el, plural, say } from "./dom.js";

export function showAside(files) {
  $("aside").hidden = files.length === 0;
  say($("aside-summary"), `${plural(files.length, "file")} set aside`);
  $("aside-list").replaceChildren(...files.map((one) => el("li", {}, el("b", {}, one.file), " ", el("span", {}, one.message))));
}
