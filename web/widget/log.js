// Draws what was said.

import * as cards from "./cards.js";
import { icon, make } from "./dom.js";
import { texts } from "./texts.js";
import { toNodes } from "./words.js";

/**
 * @typedef {import("./memory.js").Entry} Entry
 * @typedef {import("./memory.js").Own} Own
 * @typedef {import("./memory.js").Said} Said
 */

/** @param {Entry} entry @param {boolean} fresh whether it came just now */
export function draw(entry, fresh) {
  if (entry.from === "note") return make("p", { class: "note", role: "note" }, entry.text);
  const box = make("div", { class: `entry ${entry.from}${fresh ? " fresh" : ""}` });
  box.append(...(entry.from === "own" ? own(entry) : said(entry)));
  return box;
}

/** @param {Own} entry */
function own(entry) {
  const { state } = entry;
  const parts = [make("p", { class: `bubble ${state}` }, make("span", { class: "unseen" }, texts.you), entry.text)];
  if (state === "waiting") parts.push(make("p", { class: "state wait" }, icon("clock"), texts.waiting));
  if (state === "refused") parts.push(make("p", { class: "state alarm" }, [texts.refused, entry.why].filter(Boolean).join(": ")));
  return parts;
}

/** @param {Said} entry */
function said(entry) {
  const card = cards.draw(entry.card);
  const words = card ? question(entry.text) : entry.text;
  const speaker = make("span", { class: "unseen" }, texts.bot);
  const parts = card ? [card] : [];
  if (words) parts.push(make("p", { class: "bubble" }, speaker, ...toNodes(words)));
  if (entry.image) parts.push(picture(entry.image));
  return parts;
}

/** A card says all that the words say, but for the question at their end. @param {string} text */
function question(text) {
  return /(?:^|[.!?]\s+)([^.!?]+\?)\s*$/u.exec(text)?.[1] ?? "";
}

/** A link, because the page's policy need not allow pictures from elsewhere. @param {string} address */
function picture(address) {
  const nodes = toNodes(address);
  return make("p", { class: "bubble" }, `${texts.picture}: `, ...nodes);
}
