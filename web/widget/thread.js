// What was said, as it scrolls by, and below it what can be chosen now.

import * as choices from "./choices.js";
import { make } from "./dom.js";
import * as log from "./log.js";
import { texts } from "./texts.js";

/** @typedef {import("./memory.js").Entry} Entry */

/** Pixels: how much of the person's last words has to stay in sight, and what is as good as the end. */
const [OWN_SEEN, NEAR] = [120, 80];

export class Thread {
  #choose;
  #log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": texts.log });
  #typing = make("div", { class: "typing", role: "status" });
  #choices = make("div", { class: "choices", role: "group", "aria-label": texts.choices });
  scroller = make("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": texts.scroller }, this.#log, this.#typing, this.#choices);
  /** What is drawn for each entry. @type {Map<Entry, HTMLElement>} */
  #drawn = new Map();

  /** @param {choices.Choose} choose */
  constructor(choose) {
    this.#choose = choose;
  }

  /** @param {Entry} entry @param {boolean} fresh whether it came just now */
  append(entry, fresh) {
    const box = log.draw(entry, fresh);
    this.#drawn.set(entry, box);
    this.#log.append(box);
  }

  /** @param {Entry} entry */
  change(entry) {
    const [before, box] = [this.#drawn.get(entry), log.draw(entry, false)];
    if (!before || before.textContent === box.textContent) return;
    this.#drawn.set(entry, box);
    before.replaceWith(box);
  }

  /** @param {Entry[]} entries */
  redraw(entries) {
    this.#drawn.clear();
    this.#log.replaceChildren();
    for (const entry of entries) this.append(entry, false);
  }

  /** @param {import("./memory.js").Said[]} open what the bot said last */
  offer(open) {
    this.#choices.replaceChildren(...choices.draw(open, this.#choose));
    this.#choices.hidden = !this.#choices.firstChild;
  }

  /** @param {boolean} on */
  showTyping(on) {
    if (on === Boolean(this.#typing.firstChild)) return;
    this.#typing.replaceChildren(...(on ? [make("span", { class: "unseen" }, texts.typing), make("i"), make("i"), make("i")] : []));
    if (on) this.toEnd(true);
  }

  /**
   * To the end, but never past where one reads on: a long answer is read from its beginning.
   * @param {boolean} softly
   * @param {Entry} [first] what has not been read; without it, what follows the person's last words
   */
  toEnd(softly, first) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const unread = first && this.#drawn.get(first);
    const own = /** @type {HTMLElement|undefined} */ ([...this.#log.querySelectorAll(".entry.own")].at(-1));
    const past = unread ? this.#lastOf(unread) : own ? this.#lastOf(own, OWN_SEEN) : Infinity;
    const top = Math.max(0, Math.min(this.#lowest, past));
    this.scroller.scrollTo({ top, behavior: softly && !still ? "smooth" : "auto" });
  }

  /** Does something that takes room; who was at the end stays there. @param {() => void} change */
  stayingAtEnd(change) {
    const isAtEnd = this.#lowest - this.scroller.scrollTop < NEAR;
    change();
    if (isAtEnd) this.toEnd(false);
  }

  get #lowest() {
    return this.scroller.scrollHeight - this.scroller.clientHeight;
  }

  /** Where its last `height` pixels begin, all of it without a height. @param {HTMLElement} box @param {number} height */
  #lastOf(box, height = Infinity) {
    return box.offsetTop + Math.max(0, box.offsetHeight - height) - this.scroller.offsetTop - 12;
  }
}
