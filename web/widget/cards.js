// Cards that stay in the conversation: the summary, and what was booked, moved or cancelled.

import { icon, make } from "./dom.js";
import { calendarFile } from "./ics.js";
import { texts } from "./texts.js";

/** @typedef {import("./memory.js").Card} Card */

/** @param {Card|null} card @returns {HTMLElement|null} null where the words of the message are shown */
export function draw(card) {
  if (card?.kind === "summary") return summary(card);
  if (card?.kind === "booked") return booked(card);
  if (card?.kind === "cancelled") return cancelled(card);
  return null;
}

/** @param {Card} card */
function summary(card) {
  return make("div", { class: "card" },
    make("p", { class: "heading" }, icon("calendar"), card.action === "move" ? texts.summaryMove : texts.summary),
    rows([
      [texts.what, card.title],
      [texts.who, card.staff || texts.anybody],
      [texts.when, card.when, card.zone_label],
      [texts.there, card.there],
      [texts.before, card.before],
      [texts.for, card.name, card.email],
    ]));
}

/** @param {Card} card */
function booked(card) {
  const save = make("button", { class: "plain", type: "button", onclick: () => download(card) }, icon("calendar"), texts.calendar);
  return make("div", { class: "card done" },
    make("p", { class: "heading" }, icon("check"), card.action === "move" ? texts.moved : texts.booked),
    rows([
      [texts.what, card.title],
      [texts.who, card.staff],
      [texts.when, card.when, card.zone_label],
      [texts.where, card.business, card.address],
      [texts.reference, card.reference],
    ]), save);
}

/** @param {Card} card */
function cancelled(card) {
  return make("div", { class: "card gone" },
    make("p", { class: "heading" }, icon("close"), texts.cancelled),
    rows([[texts.what, card.title], [texts.who, card.staff], [texts.when, card.when, card.zone_label]]));
}

/** @param {(string|null|undefined)[][]} all label, value and perhaps a second, quieter value */
function rows(all) {
  const list = make("dl");
  for (const [label, value, more] of all) {
    if (!value) continue;
    list.append(make("div", {}, make("dt", {}, label), make("dd", {}, value, more && make("span", { class: "more" }, more))));
  }
  return list;
}

/** @param {Card} card */
function download(card) {
  const file = new Blob([calendarFile(/** @type {any} */ (card), new Date())], { type: "text/calendar" });
  const href = URL.createObjectURL(file);
  make("a", { href, download: "appointment.ics" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
