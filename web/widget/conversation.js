// One conversation with the bot: what is said goes out, what comes is remembered. No page in here.

import { Connection } from "./connection.js";
import { Outbox } from "./outbox.js";
import { Server } from "./server.js";
import { texts } from "./texts.js";
import { Transcript } from "./transcript.js";

const OPENING = { id: "opening-1", text: "/greet", shown: null };

/**
 * @typedef {import("./transcript.js").Page & {
 *   redrawn: () => void, typing: (on: boolean) => void, connected: (on: boolean) => void,
 * }} Listener
 */

export class Conversation {
  #server;
  /** @type {Listener} */
  #tell;
  #running = false;
  #typing = false;

  /** @param {string} bot @param {import("./memory.js").Memory} memory @param {Listener} listener */
  constructor(bot, memory, listener) {
    this.#tell = listener;
    this.#server = new Server(bot);
    this.memory = memory;
    this.transcript = new Transcript(this.memory, listener);
    this.connection = new Connection(this.#server, this.memory, {
      openSession: () => this.#openSession(),
      expired: () => this.transcript.expired(),
      hear: (event) => this.#hear(event),
      connected: (on) => this.#connected(on),
    });
    this.outbox = new Outbox(this.#server, this.memory, this.transcript, {
      isOpen: () => this.#running && this.connection.isOpen,
      failed: () => this.connection.again(), // it finds out what is the matter, and the queue goes out with its hello
      sending: () => this.#showTyping(),
    });
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    addEventListener("storage", this.#otherTab);
    this.#join(); // it may have been stopped for a while
    this.connection.start();
  }

  stop() {
    this.#running = false;
    removeEventListener("storage", this.#otherTab);
    this.connection.stop();
  }

  /**
   * @param {string} text what the bot gets
   * @param {string} [shown] what is shown: the same, or a button's title
   */
  say(text, shown = text) {
    const id = newId();
    this.memory.queue.push({ id, text, shown });
    this.transcript.add({ from: "own", id, text: shown, sent: text, state: "waiting" });
    this.memory.keep();
    this.outbox.flush();
  }

  /** Forgets everything and begins a new conversation. */
  restart() {
    this.memory.forget();
    this.#tell.redrawn();
    this.connection.again();
  }

  /** One token for all tabs: they wait for each other where the browser can. */
  async #openSession() {
    if (this.memory.token) return;
    const open = async () => {
      this.memory.token = this.memory.newestToken() || (await this.#server.begin());
      if (!this.memory.entries.length) this.memory.queue.unshift(OPENING);
      this.memory.keep();
    };
    await (navigator.locks ? navigator.locks.request(this.memory.key, open) : open());
  }

  /** @param {StorageEvent} event */
  #otherTab = (event) => {
    if (event.key === this.memory.key) this.#join();
  };

  /** Goes on with the conversation that another tab has begun anew. */
  #join() {
    if (this.memory.newestToken() === this.memory.token) return;
    this.memory.read();
    this.memory.queue = [];
    this.#tell.redrawn();
    this.connection.again();
  }

  /** @param {import("./events.js").ServerEvent} event */
  #hear({ name, id, data }) {
    if (name === "hello") this.#welcome(data.resumed);
    if (name === "message") this.transcript.confirm(data);
    if (name === "reply") this.transcript.reply(data);
    if (name === "answered") this.transcript.settle(data.id);
    if (name === "typing") this.#setTyping(data.on);
    if (!id) return;
    this.memory.position = id;
    this.memory.keep();
  }

  /** @param {boolean} resumed whether the server knows what this page has shown */
  #welcome(resumed) {
    if (!resumed && this.memory.position) this.transcript.forgotten(texts.forgotten);
    this.#setTyping(false);
    this.connection.greeted();
    this.outbox.flush();
  }

  /** @param {boolean} on */
  #connected(on) {
    this.#tell.connected(on);
    if (!on) this.#setTyping(false);
  }

  /** @param {boolean} on */
  #setTyping(on) {
    this.#typing = on;
    this.#showTyping();
  }

  /** Also while a message is on its way. */
  #showTyping() {
    this.#tell.typing(this.#typing || this.outbox.sending);
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
