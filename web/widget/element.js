// <bookings-chat>: the conversation as an element of its own, its style kept apart from the page's.
//
// Attributes: `display` ("float", in a corner behind a button, or "full", filling its place), `theme` ("light",
// "dark", else as the system), `title`, `label` (of the button), `storage` ("session": kept for the tab only),
// `open` (opened at once).

import * as choices from "./choices.js";
import { Conversation } from "./conversation.js";
import { icon, make } from "./dom.js";
import * as log from "./log.js";
import { texts } from "./texts.js";

/** @typedef {import("./memory.js").Entry} Entry */

const OFFLINE_AFTER_MS = 2500;
const NARROW = "(max-width: 30em)";

export class Chat extends HTMLElement {
  /** Set before the element is defined. @type {CSSStyleSheet} */
  static sheet;
  /** The bot's address. */
  static bot = "";

  /** @type {Conversation|null} */
  #conversation = null;
  #offlineTimer = 0;
  /** What is drawn for each entry. @type {Map<Entry, HTMLElement>} */
  #drawn = new Map();

  connectedCallback() {
    if (!this.shadowRoot) this.#build();
    if (this.#isFull || this.hasAttribute("open")) this.open();
  }

  disconnectedCallback() {
    this.#conversation?.stop();
    this.#conversation = null;
  }

  /** Shows the conversation. */
  open() {
    this.#panel.hidden = false;
    this.#launcher.hidden = true;
    if (this.#panel instanceof HTMLDialogElement && !this.#panel.open) {
      if (matchMedia(NARROW).matches) this.#panel.showModal();
      else this.#panel.show();
    }
    this.#begin();
    this.#toEnd(false);
    this.#settleFocus();
  }

  /** Hides it; it goes on in the background. */
  close() {
    if (this.#panel instanceof HTMLDialogElement) this.#panel.close();
    this.#panel.hidden = true;
    this.#launcher.hidden = false;
    this.#launcher.focus();
  }

  get #isFull() {
    return this.getAttribute("display") === "full";
  }

  // ---- Building -----------------------------------------------------------------------------------------

  #build() {
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [Chat.sheet];
    this.#panel = this.#buildPanel();
    this.#launcher = make("button", { class: "launcher", type: "button", "aria-haspopup": "dialog", onclick: () => this.open() },
      icon("chat"), make("span", {}, this.getAttribute("label") || texts.open));
    this.#launcher.hidden = this.#isFull;
    this.#panel.hidden = true;
    root.append(make("div", { class: "root" }, this.#launcher, this.#panel, this.#confirmation));
    root.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
  }

  /** @type {HTMLElement} */ #panel = make("section");
  /** @type {HTMLElement} */ #launcher = make("button");
  #log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": texts.log });
  #typing = make("div", { class: "typing", role: "status" });
  #choices = make("div", { class: "choices", role: "group", "aria-label": texts.choices });
  #scroller = make("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": texts.scroller }, this.#log, this.#typing, this.#choices);
  #status = make("p", { class: "status", role: "status" });
  #words = /** @type {HTMLTextAreaElement} */ (make("textarea", {
    id: "words", rows: 1, maxlength: 10000, placeholder: texts.placeholder, enterkeyhint: "send", autocomplete: "off",
  }));
  #confirmation = this.#buildConfirmation();

  #buildPanel() {
    const title = this.getAttribute("title") || texts.title;
    this.removeAttribute("title"); // it would be a tooltip over everything
    const restart = make("button", { class: "round", type: "button", "aria-label": texts.restart, title: texts.restart, onclick: () => this.#askRestart() }, icon("restart"));
    const close = make("button", { class: "round close", type: "button", "aria-label": texts.close, title: texts.close, onclick: () => this.close() }, icon("close"));
    const head = make("header", { class: "head" }, make("span", { class: "mark" }, icon("chat")),
      make("div", { class: "names" }, make("h2", { id: "title" }, title), make("p", {}, texts.about)), restart, !this.#isFull && close);
    const panel = make(this.#isFull ? "section" : "dialog", { class: "panel", "aria-labelledby": "title" }, head, this.#scroller, this.#status, this.#buildComposer());
    panel.addEventListener("cancel", (event) => (event.preventDefault(), this.close()));
    return panel;
  }

  #buildComposer() {
    const form = make("form", { class: "composer" }, make("label", { class: "unseen", for: "words" }, texts.message), this.#words,
      make("button", { class: "send", type: "submit", "aria-label": texts.send }, icon("send", "flip")));
    form.addEventListener("submit", (event) => (event.preventDefault(), this.#submit()));
    this.#words.addEventListener("input", () => this.#fit());
    this.#words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    return form;
  }

  #buildConfirmation() {
    const dialog = /** @type {HTMLDialogElement} */ (make("dialog", { class: "confirm", "aria-labelledby": "confirm-title" },
      make("form", { method: "dialog" }, make("h2", { id: "confirm-title" }, texts.restartAsk), make("p", {}, texts.restartNote),
        make("div", { class: "answers" }, make("button", { class: "chip", value: "keep" }, texts.restartNo), make("button", { class: "chip strong", value: "clear" }, texts.restartYes)))));
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "clear") this.#conversation?.restart();
      this.#settleFocus();
    });
    return dialog;
  }

  // ---- Talking ------------------------------------------------------------------------------------------

  #begin() {
    if (this.#conversation) return;
    this.#conversation = new Conversation(Chat.bot, this.getAttribute("storage") === "session", {
      added: (entry) => this.#added(entry),
      changed: (entry) => this.#changed(entry),
      redrawn: () => this.#redraw(),
      typing: (on) => this.#showTyping(on),
      connected: (on) => this.#showConnection(on),
    });
    this.#redraw();
    this.#showConnection(false);
    this.#conversation.start();
  }

  #submit() {
    const text = this.#words.value.trim();
    this.#words.focus();
    if (!text) return;
    this.#words.value = "";
    this.#fit();
    this.#conversation?.say(text);
  }

  /** @param {string} payload @param {string} shown */
  #choose = (payload, shown) => {
    this.#conversation?.say(payload, shown);
    this.#settleFocus();
  };

  #askRestart() {
    this.#confirmation.returnValue = "";
    this.#confirmation.showModal();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape" && !this.#isFull && !this.#confirmation.open && !this.#panel.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  // ---- Showing ------------------------------------------------------------------------------------------

  /** @param {Entry} entry */
  #added(entry) {
    this.#append(entry, true);
    this.#offer();
    this.#toEnd(true);
  }

  /** @param {Entry} entry @param {boolean} fresh */
  #append(entry, fresh) {
    const box = log.draw(entry, fresh);
    this.#drawn.set(entry, box);
    this.#log.append(box);
  }

  /** @param {Entry} entry */
  #changed(entry) {
    const [before, box] = [this.#drawn.get(entry), log.draw(entry, false)];
    if (!before || before.textContent === box.textContent) return;
    this.#drawn.set(entry, box);
    before.replaceWith(box);
  }

  #redraw() {
    this.#drawn.clear();
    this.#log.replaceChildren();
    for (const entry of this.#conversation?.memory.entries ?? []) this.#append(entry, false);
    this.#offer();
    this.#toEnd(false);
  }

  #offer() {
    const open = this.#conversation?.memory.open() ?? [];
    this.#choices.replaceChildren(...choices.draw(open, this.#choose));
    this.#choices.hidden = !this.#choices.firstChild;
  }

  /** @param {boolean} on */
  #showTyping(on) {
    if (on === Boolean(this.#typing.firstChild)) return;
    this.#typing.replaceChildren(...(on ? [make("span", { class: "unseen" }, texts.typing), make("i"), make("i"), make("i")] : []));
    if (on) this.#toEnd(true);
  }

  /** Said only when it lasts: a short gap is nobody's concern. @param {boolean} on */
  #showConnection(on) {
    clearTimeout(this.#offlineTimer);
    const show = (/** @type {boolean} */ offline) => {
      this.#panel.toggleAttribute("offline", offline);
      this.#status.textContent = offline ? texts.offline : "";
    };
    if (on) show(false);
    else this.#offlineTimer = setTimeout(show, OFFLINE_AFTER_MS, true);
  }

  /** To the end, but never past the person's last words: a long answer is read from its beginning. @param {boolean} softly */
  #toEnd(softly) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const last = /** @type {HTMLElement|undefined} */ ([...this.#log.querySelectorAll(".entry.own")].at(-1));
    const past = last ? last.offsetTop - this.#scroller.offsetTop - 12 : Infinity;
    const top = Math.max(0, Math.min(this.#scroller.scrollHeight - this.#scroller.clientHeight, past));
    this.#scroller.scrollTo({ top, behavior: softly && !still ? "smooth" : "auto" });
  }

  /** Keyboard users go on in the text field; on a touch screen that would raise the keyboard. */
  #settleFocus() {
    if (this.#isFull && !this.contains(document.activeElement) && document.activeElement !== document.body && document.activeElement !== this) return;
    if (!matchMedia("(pointer: coarse)").matches) this.#words.focus({ preventScroll: true });
  }

  #fit() {
    // Set through the object model, which a strict policy allows, unlike a style attribute.
    this.#words.style.blockSize = "auto";
    this.#words.style.blockSize = `${this.#words.scrollHeight + 3}px`;
  }
}
