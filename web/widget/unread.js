// The answers that came while the conversation was closed, the same in all tabs: seen in one is seen.

import { readFrom, write } from "./storage.js";

export class Unread {
  #key;
  #storage;
  #changed;
  /** What the answers are to; several to the same count once. @type {Set<string>} */
  #names = new Set();

  /** @param {import("./memory.js").Memory} memory @param {() => void} changed something was added, or seen in another tab */
  constructor(memory, changed) {
    this.#key = `${memory.key} unread`;
    this.#storage = memory.storage;
    this.#changed = changed;
    this.#read();
  }

  start() {
    addEventListener("storage", this.#otherTab);
  }

  stop() {
    removeEventListener("storage", this.#otherTab);
  }

  get count() {
    return this.#names.size;
  }

  /** @param {string} name */
  has(name) {
    return this.#names.has(name);
  }

  /** @param {string} name */
  add(name) {
    this.#names.add(name);
    this.#keep();
  }

  /** All of it was seen. */
  clear() {
    if (!this.count) return;
    this.#names.clear();
    this.#keep();
  }

  #read() {
    const kept = readFrom(this.#storage, this.#key);
    this.#names = new Set(Array.isArray(kept) ? kept.map(String) : []);
  }

  #keep() {
    write(this.#storage, this.#key, [...this.#names]);
    this.#changed();
  }

  /** @param {StorageEvent} event */
  #otherTab = (event) => {
    if (event.key !== this.#key) return;
    this.#read();
    this.#changed();
  };
}
