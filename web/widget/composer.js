// Where one writes: Enter sends, Shift+Enter begins a line, the field grows with the words.

import { icon, make } from "./dom.js";
import { texts } from "./texts.js";

export class Composer {
  #say;
  #words = /** @type {HTMLTextAreaElement} */ (make("textarea", {
    id: "words", rows: 1, maxlength: 10000, placeholder: texts.placeholder, enterkeyhint: "send", autocomplete: "off", dir: "auto",
  }));
  form = make("form", { class: "composer" }, make("label", { class: "unseen", for: "words" }, texts.message), this.#words,
    make("button", { class: "send", type: "submit", "aria-label": texts.send }, icon("send", "flip")));

  /** @param {(text: string) => void} say */
  constructor(say) {
    this.#say = say;
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.#submit()));
    this.#words.addEventListener("input", () => this.#fit());
    this.#words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
  }

  focus() {
    this.#words.focus({ preventScroll: true });
  }

  #submit() {
    const text = this.#words.value.trim();
    this.#words.focus();
    if (!text) return;
    this.#words.value = "";
    this.#fit();
    this.#say(text);
  }

  #fit() {
    // Set through the object model, which a strict policy allows, unlike a style attribute.
    this.#words.style.blockSize = "auto";
    this.#words.style.blockSize = `${this.#words.scrollHeight + 3}px`;
  }
}
