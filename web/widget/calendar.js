// Choosing a day: a month as a grid (ARIA authoring practices, date picker), or the browser's own field
// where the days reach over years, as for a date of birth.

import { icon, make } from "./dom.js";
import { LANGUAGE, texts } from "./texts.js";

/** @typedef {import("./choices.js").Choose} Choose */

const DAY_MS = 86_400_000;
const LONGEST_GRID_DAYS = 500;

/**
 * @param {{first?: string|null, last?: string|null}} bounds ISO dates
 * @param {Choose} choose
 */
export function datePicker({ first, last }, choose) {
  const [from, to] = [parse(first), parse(last)];
  const say = (/** @type {Date} */ day) => choose(words(day), words(day));
  if (from && to && to.getTime() - from.getTime() < LONGEST_GRID_DAYS * DAY_MS) return month(from, to, say);
  return field(first, last, say);
}

/** @param {Date} day what is shown, sent, and read by the bot: Friday 27 November 2026 */
function words(day) {
  return format(day, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(",", "");
}

/** @param {Date} day @param {Intl.DateTimeFormatOptions} options */
function format(day, options) {
  return new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: "UTC" }).format(day);
}

/** @param {string|null|undefined} iso */
function parse(iso) {
  const time = /^\d{4}-\d\d-\d\d$/u.test(iso ?? "") ? Date.parse(`${iso}T00:00:00Z`) : NaN;
  return Number.isNaN(time) ? null : new Date(time);
}

/** @param {string|null|undefined} first @param {string|null|undefined} last @param {(day: Date) => void} say */
function field(first, last, say) {
  const input = /** @type {HTMLInputElement} */ (make("input", { type: "date", required: true, min: first, max: last }));
  const form = make("form", { class: "form" }, make("label", {}, texts.day, input), make("button", { class: "chip strong", type: "submit" }, texts.useDay));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const day = parse(input.value);
    if (day) say(day);
  });
  return form;
}

/** @param {Date} from @param {Date} to @param {(day: Date) => void} say */
function month(from, to, say) {
  let shown = from;
  const title = make("p", { class: "month", "aria-live": "polite" });
  const previous = make("button", { class: "round", type: "button", "aria-label": texts.previousMonth, onclick: () => turn(-1) }, icon("previous", "flip"));
  const next = make("button", { class: "round", type: "button", "aria-label": texts.nextMonth, onclick: () => turn(1) }, icon("next", "flip"));
  const grid = make("table", { class: "grid", role: "grid", "aria-label": texts.day });
  const box = make("div", { class: "calendar" }, make("div", { class: "turn" }, previous, title, next), grid);

  /** @param {Date} day @param {boolean} focus */
  const show = (day, focus) => {
    shown = new Date(Math.min(Math.max(day.getTime(), from.getTime()), to.getTime()));
    title.textContent = format(shown, { month: "long", year: "numeric" });
    grid.replaceChildren(head(), body(shown, from, to, say));
    previous.toggleAttribute("disabled", sameMonth(shown, from));
    next.toggleAttribute("disabled", sameMonth(shown, to));
    if (focus) /** @type {HTMLElement|null} */ (grid.querySelector("[tabindex='0']"))?.focus();
  };
  /** @param {number} months */
  const turn = (months) => show(new Date(Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth() + months, 1)), false);

  grid.addEventListener("keydown", (event) => {
    const days = steps(grid)[event.key];
    if (days === undefined) return;
    event.preventDefault();
    show(days === null ? moved(shown, event.key) : new Date(shown.getTime() + days * DAY_MS), true);
  });
  show(from, false);
  return box;
}

/** Days for each key; null: a month. @param {HTMLElement} grid @returns {Record<string, number|null>} */
function steps(grid) {
  const forward = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
  return { ArrowLeft: -forward, ArrowRight: forward, ArrowUp: -7, ArrowDown: 7, PageUp: null, PageDown: null };
}

/** The same day of the month before or after. @param {Date} day @param {string} key */
function moved(day, key) {
  const target = day.getUTCMonth() + (key === "PageUp" ? -1 : 1);
  const last = new Date(Date.UTC(day.getUTCFullYear(), target + 1, 0)).getUTCDate();
  return new Date(Date.UTC(day.getUTCFullYear(), target, Math.min(day.getUTCDate(), last)));
}

/** @param {Date} one @param {Date} other */
function sameMonth(one, other) {
  return one.toISOString().slice(0, 7) === other.toISOString().slice(0, 7);
}

function head() {
  const monday = Date.UTC(2024, 0, 1);
  const cells = [0, 1, 2, 3, 4, 5, 6].map((offset) => {
    const day = new Date(monday + offset * DAY_MS);
    return make("th", { scope: "col", abbr: format(day, { weekday: "long" }) }, format(day, { weekday: "short" }).slice(0, 2));
  });
  return make("thead", {}, make("tr", {}, ...cells));
}

/** @param {Date} shown @param {Date} from @param {Date} to @param {(day: Date) => void} say */
function body(shown, from, to, say) {
  const first = Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth(), 1);
  const start = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY_MS;
  const rows = make("tbody");
  for (let week = start; new Date(week).getTime() <= first || sameMonth(new Date(week), shown); week += 7 * DAY_MS) {
    const row = make("tr");
    for (let offset = 0; offset < 7; offset += 1) row.append(cell(new Date(week + offset * DAY_MS), shown, from, to, say));
    rows.append(row);
  }
  return rows;
}

/** @param {Date} day @param {Date} shown @param {Date} from @param {Date} to @param {(day: Date) => void} say */
function cell(day, shown, from, to, say) {
  if (!sameMonth(day, shown)) return make("td");
  const off = day < from || day > to;
  const chosen = day.getTime() === shown.getTime();
  const button = make("button", { type: "button", tabindex: chosen ? 0 : -1, disabled: off, "aria-label": words(day), onclick: () => say(day) }, String(day.getUTCDate()));
  return make("td", {}, button);
}
