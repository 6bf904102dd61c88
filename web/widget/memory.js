// What a browser keeps of a conversation: the token, what was said, and what has yet to be sent.

import { readFrom, write } from "./storage.js";

/**
 * @typedef {{title: string, payload: string}} Button
 * @typedef {Record<string, any>} Card
 * @typedef {"waiting"|"sent"|"answered"|"refused"} State
 * @typedef {{from: "own", id: string, text: string, state: State, sent?: string, why?: string}} Own
 * @typedef {{from: "bot", to: string, text: string, buttons: Button[], card: Card|null, image: string}} Said
 * @typedef {{from: "note", text: string}} Note
 * @typedef {Own|Said|Note} Entry
 */

const MOST_ENTRIES = 200;

/** Kept for all tabs of the browser, or with `storage="session"` for this tab alone. */
export class Memory {
  token = "";
  /** The id of the last event that is part of `entries`. */
  position = "";
  /** @type {Entry[]} */
  entries = [];
  /** Messages of this tab that the server has not taken yet, oldest first. @type {import("./server.js").Message[]} */
  queue = [];

  /** @param {string} bot @param {boolean} tabOnly */
  constructor(bot, tabOnly) {
    this.key = `bookings-chat ${bot}`;
    this.tabOnly = tabOnly;
    this.read();
    const queue = readFrom(() => sessionStorage, `${this.key} queue`);
    this.queue = Array.isArray(queue) ? queue.filter((item) => typeof item?.id === "string" && typeof item?.text === "string") : [];
  }

  storage = () => (this.tabOnly ? sessionStorage : localStorage);

  read() {
    const kept = readFrom(this.storage, this.key);
    const sound = typeof kept?.token === "string" && Array.isArray(kept.entries);
    this.token = sound ? kept.token : "";
    this.position = sound ? String(kept.position ?? "") : "";
    this.entries = sound ? kept.entries.filter(isEntry) : [];
  }

  keep() {
    this.entries = this.entries.slice(-MOST_ENTRIES);
    const { token, position, entries } = this;
    write(this.storage, this.key, { token, position, entries });
    write(() => sessionStorage, `${this.key} queue`, this.queue);
  }

  forget() {
    Object.assign(this, { token: "", position: "", entries: [], queue: [] });
    this.keep();
  }

  /** The token that another tab may have got in the meantime. */
  newestToken() {
    const kept = readFrom(this.storage, this.key);
    return typeof kept?.token === "string" ? kept.token : "";
  }

  /** Whether the person has said something, and it is not over. */
  get isBegun() {
    return this.token !== "" && this.entries.some((entry) => entry.from === "own");
  }

  /** @param {string} id @returns {Own|undefined} */
  own(id) {
    return /** @type {Own|undefined} */ (this.entries.find((entry) => entry.from === "own" && entry.id === id));
  }

  /** @param {string} to whether this is something that the bot wrote of its own accord, and is there already */
  hasNotice(to) {
    return to.startsWith("notice:") && this.entries.some((entry) => entry.from === "bot" && entry.to === to);
  }

  /** @returns {Said[]} what the bot said last and the person has not answered */
  open() {
    const answered = this.entries.map((entry) => entry.from).lastIndexOf("own");
    return /** @type {Said[]} */ (this.entries.slice(answered + 1).filter((entry) => entry.from === "bot"));
  }
}

/** @param {any} entry */
function isEntry(entry) {
  return typeof entry?.text === "string" && ["own", "bot", "note"].includes(entry.from);
}
