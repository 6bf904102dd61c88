// What was said, in the memory and on the page: what changes in one is told to the other.

import { texts } from "./texts.js";

/**
 * @typedef {import("./memory.js").Entry} Entry
 * @typedef {import("./memory.js").Own} Own
 * @typedef {{added: (entry: Entry) => void, changed: (entry: Entry) => void}} Page
 */

export class Transcript {
  #memory;
  #page;

  /** @param {import("./memory.js").Memory} memory @param {Page} page */
  constructor(memory, page) {
    this.#memory = memory;
    this.#page = page;
  }

  /** @param {Entry} entry */
  add(entry) {
    this.#memory.entries.push(entry);
    this.#page.added(entry);
  }

  /** Something that neither side said; once, however often it happens. @param {string} text */
  note(text) {
    const { entries } = this.#memory;
    if (entries.length && entries.at(-1)?.text !== text) this.add({ from: "note", text });
  }

  /** @param {{id: string, text: string|null}} message the server has it, from this tab or another */
  confirm({ id, text }) {
    const own = this.#memory.own(id);
    if (own) return this.#set(own, own.state === "answered" ? "answered" : "sent");
    if (text !== null) this.add({ from: "own", id, text, state: "sent" });
  }

  /** @param {any} data what the bot says */
  reply({ to, text, buttons, custom, image }) {
    // What the bot wrote without being asked is kept by the server until it knows that it was shown.
    if (this.#memory.hasNotice(String(to))) return;
    const offered = (Array.isArray(buttons) ? buttons : []).filter((button) => button?.title && button?.payload);
    const card = custom && typeof custom === "object" ? custom : null;
    this.add({ from: "bot", to: String(to), text: String(text ?? ""), buttons: offered, card, image: String(image ?? "") });
  }

  /** @param {string} id the bot has said all that it has to say to this */
  settle(id) {
    const own = this.#memory.own(id);
    if (!own) return;
    delete own.sent;
    this.#set(own, "answered");
  }

  /** @param {string} id the server has taken it */
  taken(id) {
    const own = this.#memory.own(id);
    if (own?.state === "waiting") this.#set(own, "sent");
  }

  /** @param {string} id @param {string} why the server does not take it */
  refused(id, why) {
    const own = this.#memory.own(id);
    if (own) this.#set(Object.assign(own, { why }), "refused");
  }

  /** The server does not remember the conversation. @param {string} why */
  forgotten(why) {
    this.#memory.position = "";
    this.note(why);
    this.#sendUnansweredAgain();
  }

  /** The token opens nothing any more; another tab may have got a new one. */
  expired() {
    const newest = this.#memory.newestToken();
    this.#memory.token = newest === this.#memory.token ? "" : newest;
    this.forgotten(texts.expired);
  }

  /** Whether the server had them before it was restarted, or the session ended, or not: it has not answered them. */
  #sendUnansweredAgain() {
    const queued = new Set(this.#memory.queue.map((message) => message.id));
    const again = [];
    for (const entry of this.#memory.entries) {
      if (entry.from !== "own" || entry.state !== "sent" || queued.has(entry.id)) continue;
      entry.state = "waiting";
      again.push({ id: entry.id, text: entry.sent ?? entry.text, shown: entry.text });
    }
    this.#memory.queue.unshift(...again); // they were written before what has not been sent at all
    this.#memory.keep();
  }

  /** @param {Own} entry @param {import("./memory.js").State} state */
  #set(entry, state) {
    if (entry.state === state) return;
    entry.state = state;
    this.#page.changed(entry);
  }
}
