// The stream of what happens, kept open: through lost networks, servers that restart, phones that sleep.

import { readEvents } from "./events.js";
import { NoSession, Refused } from "./server.js";

/** A stream is dead when nothing came for so long: the server says every 15 seconds that it lives. */
const SILENCE_MS = 40_000;
const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [1000, 20_000];

/**
 * @typedef {{
 *   openSession: () => Promise<void>, expired: () => void,
 *   hear: (event: import("./events.js").ServerEvent) => void, connected: (on: boolean) => void,
 * }} Owner
 *   `openSession`: see to it that there is a token; `expired`: it opens nothing any more
 */

export class Connection {
  #server;
  #memory;
  #owner;
  /** One for each start: what belongs to an earlier one ends. @type {object|null} */
  #run = null;
  #open = false;
  #pause = SHORTEST_PAUSE_MS;
  #lifeAt = 0;
  /** Ends the open stream, or the pause before the next one. */
  #again = new AbortController();

  /** @param {import("./server.js").Server} server @param {import("./memory.js").Memory} memory @param {Owner} owner */
  constructor(server, memory, owner) {
    this.#server = server;
    this.#memory = memory;
    this.#owner = owner;
  }

  start() {
    addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    this.#follow((this.#run = {}));
  }

  stop() {
    this.#run = null;
    removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#again.abort();
    this.#setOpen(false);
  }

  /** Whether the server can be reached. */
  get isOpen() {
    return this.#open;
  }

  /** Begin the stream anew. */
  again() {
    this.#again.abort();
  }

  /** The server has greeted. */
  greeted() {
    this.#pause = SHORTEST_PAUSE_MS;
    this.#setOpen(true);
  }

  /** @param {object} run */
  async #follow(run) {
    while (this.#run === run) {
      this.#again = new AbortController();
      const { signal } = this.#again;
      try {
        await this.#owner.openSession();
        await this.#read(signal);
      } catch (error) {
        if (error instanceof NoSession) this.#owner.expired();
        else if (error instanceof Refused) console.error(error.message);
      }
      if (this.#run !== run) break;
      const wanted = signal.aborted;
      this.#setOpen(false);
      if (!wanted) await this.#rest();
    }
  }

  /** @param {AbortSignal} signal */
  async #read(signal) {
    const { token, position } = this.#memory;
    const hear = (/** @type {import("./events.js").ServerEvent} */ event) => token === this.#memory.token && this.#owner.hear(event);
    this.#live();
    const watch = setInterval(() => this.#isDead() && this.#again.abort(), 5000);
    try {
      await readEvents(await this.#server.listen(token, position, signal), hear, () => this.#live());
    } finally {
      clearInterval(watch);
    }
  }

  #live() {
    this.#lifeAt = Date.now();
  }

  #isDead() {
    return Date.now() - this.#lifeAt > SILENCE_MS;
  }

  /** A pause that grows with each failure, and ends when there is reason to try at once. */
  async #rest() {
    const { signal } = (this.#again = new AbortController());
    const pause = this.#pause * (0.75 + Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    await new Promise((done) => {
      const timer = setTimeout(done, pause);
      signal.addEventListener("abort", () => (clearTimeout(timer), done(null)));
    });
  }

  /** The network is back, or the person looks at the page again (a phone may have slept in between). */
  #wake = () => {
    if (document.visibilityState === "hidden") return;
    if (!this.#open || this.#isDead()) {
      this.#pause = SHORTEST_PAUSE_MS;
      this.#again.abort();
    }
  };

  /** Failed attempts in a row are one gap, which began with the first. @param {boolean} on */
  #setOpen(on) {
    const before = this.#open;
    this.#open = on;
    if (on !== before) this.#owner.connected(on);
  }
}
