// The button that opens the conversation, with how many answers wait behind it.

import { icon, make } from "./dom.js";
import { texts } from "./texts.js";

export class Launcher {
  #badge = make("span", { class: "badge", hidden: true });
  #said = make("p", { class: "unseen", role: "status" });
  /** @type {HTMLElement} */
  button;

  /** @param {string} label @param {() => void} open */
  constructor(label, open) {
    this.button = make("button", { class: "launcher", type: "button", "aria-haspopup": "dialog", onclick: open },
      icon("chat"), make("span", {}, label), this.#badge);
  }

  /** The button, and beside it what a screen reader is told when something comes. @returns {HTMLElement[]} */
  get parts() {
    return [this.button, this.#said];
  }

  /** @param {boolean} on */
  show(on) {
    this.button.hidden = !on;
  }

  /** @param {number} count */
  unread(count) {
    const words = count ? texts.unread(count) : "";
    this.#badge.hidden = !count;
    this.#badge.replaceChildren(make("span", { "aria-hidden": "true" }, count > 9 ? "9+" : String(count)), make("span", { class: "unseen" }, words));
    if (this.#said.textContent !== words) this.#said.textContent = words;
  }
}
