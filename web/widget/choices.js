// What can be chosen now, below what the bot said last. Typing the same always works too.

import { datePicker } from "./calendar.js";
import { icon, make } from "./dom.js";
import { texts } from "./texts.js";

/**
 * @typedef {import("./memory.js").Button} Button
 * @typedef {import("./memory.js").Said} Said
 * @typedef {(payload: string, shown: string) => void} Choose
 */

/**
 * @param {Said[]} said what the bot said last
 * @param {Choose} choose
 * @returns {HTMLElement[]}
 */
export function draw(said, choose) {
  const parts = [];
  const last = said.filter((entry) => entry.card).at(-1);
  const card = last?.card ?? {};
  if (card.kind === "slots") parts.push(slots(card, choose));
  if (card.kind === "ask_date") parts.push(datePicker(card, choose));
  if (card.kind === "ask_contact") parts.push(contact(card, choose));
  const buttons = said.flatMap((entry) => (entry === last && card.kind === "slots" ? [] : entry.buttons));
  if (buttons.length) parts.push(chips(buttons, choose));
  return parts;
}

/** @param {Button[]} buttons @param {Choose} choose */
function chips(buttons, choose) {
  const list = make("ul", { class: "chips" });
  for (const { title, payload } of buttons) {
    list.append(make("li", {}, make("button", { class: "chip", type: "button", onclick: () => choose(payload, title) }, title)));
  }
  return list;
}

/** Times by day; the arrow keys move among them. @param {import("./memory.js").Card} card @param {Choose} choose */
function slots(card, choose) {
  const list = make("div", { class: "days", role: "toolbar", "aria-label": texts.times, "aria-orientation": "vertical" });
  for (const day of card.days ?? []) {
    const times = (day.times ?? []).map((/** @type {any} */ time) => slot(day, time, choose));
    list.append(make("div", { class: "day", role: "group", "aria-label": day.label },
      make("p", { class: "date", "aria-hidden": "true" }, day.label), make("div", { class: "times" }, ...times)));
  }
  rove(list);
  const box = make("div", { class: "slots" }, list);
  if (card.first && card.last) box.append(otherDay(box, card, choose));
  return box;
}

/** @param {any} day @param {any} time @param {Choose} choose */
function slot(day, time, choose) {
  const shown = `${day.label}, ${time.label}${time.staff ? ` with ${time.staff}` : ""}`;
  const button = make("button", { class: "time", type: "button", tabindex: -1, "aria-label": shown, onclick: () => choose(time.payload, shown) },
    time.label, time.staff && make("span", { class: "more" }, time.staff));
  return button;
}

/** @param {HTMLElement} box @param {import("./memory.js").Card} card @param {Choose} choose */
function otherDay(box, card, choose) {
  const open = make("button", { class: "plain", type: "button" }, icon("calendar"), texts.otherDay);
  open.addEventListener("click", () => {
    const before = [...box.children];
    const back = make("button", { class: "plain", type: "button" }, texts.back);
    back.addEventListener("click", () => {
      box.replaceChildren(...before);
      open.focus();
    });
    const picker = datePicker(card, choose);
    box.replaceChildren(picker, back);
    back.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement|null} */ (picker.querySelector("[tabindex='0'], input"))?.focus();
  });
  return open;
}

/** One stop for the Tab key, arrows inside (ARIA authoring practices, toolbar). @param {HTMLElement} list */
function rove(list) {
  const all = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll("button")]);
  all()[0]?.setAttribute("tabindex", "0");
  list.addEventListener("keydown", (event) => {
    const buttons = all();
    const at = buttons.indexOf(/** @type {HTMLElement} */ (event.target));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, ArrowRight: at + step(list), ArrowLeft: at - step(list), Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || !buttons[to]) return;
    event.preventDefault();
    buttons[at]?.setAttribute("tabindex", "-1");
    buttons[to].setAttribute("tabindex", "0");
    buttons[to].focus();
  });
}

/** @param {HTMLElement} list */
function step(list) {
  return getComputedStyle(list).direction === "rtl" ? -1 : 1;
}

/** @param {import("./memory.js").Card} card @param {Choose} choose */
function contact(card, choose) {
  const wanted = (card.fields ?? []).filter((/** @type {string} */ field) => field === "name" || field === "email");
  const inputs = wanted.map((/** @type {"name"|"email"} */ field) =>
    make("input", { name: field, type: field === "email" ? "email" : "text", autocomplete: field, required: true, maxlength: 200 }));
  const form = make("form", { class: "form", "aria-label": texts.details },
    ...wanted.map((/** @type {"name"|"email"} */ field, /** @type {number} */ index) => make("label", {}, texts[field], inputs[index])),
    make("button", { class: "chip strong", type: "submit" }, texts.send));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = inputs.map((/** @type {any} */ input) => input.value.trim()).filter(Boolean).join(", ");
    if (said) choose(said, said);
  });
  return form;
}
