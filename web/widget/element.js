// <bookings-chat>: the conversation as an element of its own, its style kept apart from the page's.
//
// Attributes: `display` ("float", in a corner behind a button, or "full", filling its place), `theme` ("light",
// "dark", else as the system), `title`, `label` (of the button), `storage` ("session": kept for the tab only),
// `open` (opened at once).

import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { icon, make } from "./dom.js";
import { Launcher } from "./launcher.js";
import { Memory } from "./memory.js";
import { texts } from "./texts.js";
import { Thread } from "./thread.js";
import { Unread } from "./unread.js";

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
  /** @type {Unread|null} */
  #unread = null;
  #offlineTimer = 0;

  connectedCallback() {
    if (!this.shadowRoot) this.#build();
    document.addEventListener("visibilitychange", this.#look);
    if (this.#isFull || this.hasAttribute("open")) return this.open();
    // Of its own accord the bot may write at any time to who has talked to it; nobody else's page asks it for anything.
    const memory = this.#recall();
    if (memory.isBegun) this.#begin(memory);
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#look);
    this.#conversation?.stop();
    this.#unread?.stop();
    this.#conversation = this.#unread = null;
  }

  /** Shows the conversation. */
  open() {
    this.#panel.hidden = false;
    this.#launcher.show(false);
    if (this.#panel instanceof HTMLDialogElement && !this.#panel.open) {
      if (matchMedia(NARROW).matches) this.#panel.showModal();
      else this.#panel.show();
    }
    if (this.#conversation) this.#listen();
    else this.#begin(this.#recall());
    this.#thread.toEnd(false, this.#firstUnread());
    this.#see();
    this.#settleFocus();
  }

  /** Hides it; it goes on in the background. */
  close() {
    if (this.#panel instanceof HTMLDialogElement) this.#panel.close();
    this.#panel.hidden = true;
    this.#launcher.show(true);
    this.#launcher.button.focus();
  }

  get #isFull() {
    return this.getAttribute("display") === "full";
  }

  // ---- Building -----------------------------------------------------------------------------------------

  #build() {
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [Chat.sheet];
    this.#panel = this.#buildPanel();
    this.#launcher = new Launcher(this.getAttribute("label") || texts.open, () => this.open());
    this.#launcher.show(!this.#isFull);
    this.#panel.hidden = true;
    root.append(make("div", { class: "root" }, ...this.#launcher.parts, this.#panel, this.#confirmation));
    root.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
  }

  /** @type {HTMLElement} */ #panel = make("section");
  #launcher = new Launcher("", () => {});
  #thread = new Thread((payload, shown) => this.#choose(payload, shown));
  #status = make("p", { class: "status", role: "status" });
  #composer = new Composer((text) => this.#conversation?.say(text));
  #confirmation = this.#buildConfirmation();

  #buildPanel() {
    const title = this.getAttribute("title") || texts.title;
    this.removeAttribute("title"); // it would be a tooltip over everything
    const restart = make("button", { class: "round", type: "button", "aria-label": texts.restart, title: texts.restart, onclick: () => this.#askRestart() }, icon("restart"));
    const close = make("button", { class: "round close", type: "button", "aria-label": texts.close, title: texts.close, onclick: () => this.close() }, icon("close"));
    const head = make("header", { class: "head" }, make("span", { class: "mark" }, icon("chat")),
      make("div", { class: "names" }, make("h2", { id: "title" }, title), make("p", {}, texts.about)), restart, !this.#isFull && close);
    const panel = make(this.#isFull ? "section" : "dialog", { class: "panel", "aria-labelledby": "title" }, head, this.#thread.scroller, this.#status, this.#composer.form);
    panel.addEventListener("cancel", (event) => (event.preventDefault(), this.close()));
    return panel;
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

  #recall() {
    return new Memory(Chat.bot, this.getAttribute("storage") === "session");
  }

  /** @param {Memory} memory */
  #begin(memory) {
    this.#unread = new Unread(memory, () => this.#countUnread());
    this.#unread.start();
    this.#conversation = new Conversation(Chat.bot, memory, {
      added: (entry) => this.#added(entry),
      changed: (entry) => this.#thread.change(entry),
      redrawn: () => this.#redraw(),
      typing: (on) => this.#thread.showTyping(on),
      connected: (on) => this.#showConnection(on),
    });
    this.#redraw();
    this.#countUnread();
    this.#showConnection(false);
    this.#listen();
  }

  /** @param {string} payload @param {string} shown */
  #choose(payload, shown) {
    this.#conversation?.say(payload, shown);
    this.#settleFocus();
  }

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
    this.#thread.append(entry, true);
    if (entry.from === "bot" && this.#panel.hidden) this.#unread?.add(entry.to);
    this.#offer();
    this.#thread.toEnd(true);
  }

  #redraw() {
    const entries = this.#conversation?.memory.entries ?? [];
    this.#thread.redraw(entries);
    if (!entries.length) this.#unread?.clear(); // begun anew
    this.#offer();
    this.#thread.toEnd(false);
  }

  #offer() {
    this.#thread.offer(this.#conversation?.memory.open() ?? []);
  }

  /** What is open before the person's eyes is not unread, in whichever tab it was. */
  #see() {
    if (!this.#panel.hidden && document.visibilityState === "visible") this.#unread?.clear();
  }

  #look = () => {
    this.#see();
    this.#listen();
  };

  /** A closed one in a tab in the background holds no connection: over HTTP/1.1 a browser has six, for all tabs. */
  #listen() {
    const isIdle = this.#panel.hidden && document.visibilityState === "hidden" && !this.#conversation?.memory.queue.length;
    if (isIdle) this.#conversation?.stop();
    else this.#conversation?.start();
  }

  #countUnread() {
    this.#launcher.unread(this.#unread?.count ?? 0);
    this.#see();
  }

  #firstUnread() {
    return this.#conversation?.memory.entries.find((entry) => entry.from === "bot" && this.#unread?.has(entry.to));
  }

  /** Said only when it lasts: a short gap is nobody's concern. @param {boolean} on */
  #showConnection(on) {
    clearTimeout(this.#offlineTimer);
    const show = (/** @type {boolean} */ offline) => {
      this.#thread.stayingAtEnd(() => {
        this.#panel.toggleAttribute("offline", offline);
        this.#status.textContent = offline ? texts.offline : "";
      });
    };
    if (on) show(false);
    else this.#offlineTimer = setTimeout(show, OFFLINE_AFTER_MS, true);
  }

  /** Keyboard users go on in the text field; on a touch screen that would raise the keyboard. */
  #settleFocus() {
    if (this.#isFull && !this.contains(document.activeElement) && document.activeElement !== document.body && document.activeElement !== this) return;
    if (!matchMedia("(pointer: coarse)").matches) this.#composer.focus();
  }
}
