// What waits to be sent goes out one after the other; what fails stays for the next time.

import { Refused, Unreachable } from "./server.js";

/**
 * @typedef {{
 *   isOpen: () => boolean, failed: () => void, sending: () => void,
 * }} Owner
 *   `isOpen`: whether the server can be reached; `failed`: find out what is the matter, and flush when it is mended;
 *   `sending`: whether something is being sent has changed
 */

export class Outbox {
  #server;
  #memory;
  #transcript;
  #owner;
  /** Whether something is being sent. */
  sending = false;

  /**
   * @param {import("./server.js").Server} server
   * @param {import("./memory.js").Memory} memory
   * @param {import("./transcript.js").Transcript} transcript
   * @param {Owner} owner
   */
  constructor(server, memory, transcript, owner) {
    this.#server = server;
    this.#memory = memory;
    this.#transcript = transcript;
    this.#owner = owner;
  }

  async flush() {
    if (this.sending || !this.#owner.isOpen()) return;
    this.sending = true;
    try {
      for (let message = this.#next(); message; message = this.#next()) await this.#send(message);
    } catch (error) {
      const busy = error instanceof Unreachable ? error.seconds : 0;
      if (busy) setTimeout(() => this.flush(), busy * 1000);
      else this.#owner.failed();
    } finally {
      this.sending = false;
      this.#owner.sending();
    }
  }

  #next() {
    return this.#owner.isOpen() ? this.#memory.queue[0] : undefined;
  }

  /** @param {import("./server.js").Message} message */
  async #send(message) {
    this.#owner.sending();
    try {
      await this.#server.send(this.#memory.token, message);
      this.#transcript.taken(message.id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#transcript.refused(message.id, error.message);
    }
    this.#memory.queue = this.#memory.queue.filter((other) => other.id !== message.id);
    this.#memory.keep();
  }
}
