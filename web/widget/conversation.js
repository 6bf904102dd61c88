// One conversation with the bot: keeps the connection, queues what is said, remembers what came. No page in here.

import { readEvents } from "./events.js";
import { Memory } from "./memory.js";
import { NoSession, Refused, Server, Unreachable } from "./server.js";
import { texts } from "./texts.js";

/** @typedef {import("./memory.js").Entry} Entry */

const OPENING = { id: "opening-1", text: "/greet", shown: null };
/** A stream is dead when nothing came for so long: the server says every 15 seconds that it lives. */
const SILENCE_MS = 40_000;
const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [1000, 20_000];

/**
 * @typedef {{
 *   added: (entry: Entry) => void, changed: (entry: Entry) => void, redrawn: () => void,
 *   typing: (on: boolean) => void, connected: (on: boolean) => void,
 * }} Listener
 */

export class Conversation {
  #server;
  /** @type {Listener} */
  #tell;
  #running = false;
  #connected = false;
  #typing = false;
  #sending = false;
  #pause = SHORTEST_PAUSE_MS;
  #lifeAt = 0;
  /** Ends the open stream, or the pause before the next one. */
  #again = new AbortController();

  /** @param {string} bot @param {boolean} tabOnly @param {Listener} listener */
  constructor(bot, tabOnly, listener) {
    this.#server = new Server(bot);
    this.#tell = listener;
    this.memory = new Memory(bot, tabOnly);
    this.bot = bot;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    addEventListener("online", this.#wake);
    addEventListener("storage", this.#otherTab);
    document.addEventListener("visibilitychange", this.#wake);
    this.#follow();
  }

  stop() {
    this.#running = false;
    removeEventListener("online", this.#wake);
    removeEventListener("storage", this.#otherTab);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#again.abort();
  }

  /**
   * @param {string} text what the bot gets
   * @param {string} [shown] what is shown: the same, or a button's title
   */
  say(text, shown = text) {
    const id = newId();
    this.memory.queue.push({ id, text, shown });
    this.#add({ from: "own", id, text: shown, sent: text, state: "waiting" });
    this.memory.keep();
    this.#flush();
  }

  /** Forgets everything and begins a new conversation. */
  restart() {
    this.memory.forget();
    this.#tell.redrawn();
    this.#again.abort();
  }

  get connected() {
    return this.#connected;
  }

  // ---- The stream ---------------------------------------------------------------------------------------

  async #follow() {
    while (this.#running) {
      this.#again = new AbortController();
      const { signal } = this.#again;
      try {
        await this.#openSession();
        const token = this.memory.token;
        const body = await this.#server.listen(token, this.memory.position, signal);
        this.#live();
        const watch = setInterval(() => this.#isDead() && this.#again.abort(), 5000);
        await readEvents(body, (event) => token === this.memory.token && this.#hear(event), () => this.#live()).finally(() => clearInterval(watch));
      } catch (error) {
        if (error instanceof NoSession) this.#lose();
        else if (error instanceof Refused) console.error(error.message);
      }
      const wanted = signal.aborted && this.#running;
      this.#setConnected(false);
      if (!wanted) await this.#rest();
    }
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

  #lose() {
    const newest = this.memory.newestToken();
    this.memory.token = newest === this.memory.token ? "" : newest;
    this.memory.position = "";
    this.#note(texts.expired);
    this.#sendUnansweredAgain();
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
    if (!this.#connected || this.#isDead()) {
      this.#pause = SHORTEST_PAUSE_MS;
      this.#again.abort();
    }
  };

  /** @param {StorageEvent} event */
  #otherTab = (event) => {
    if (event.key !== this.memory.key || this.memory.newestToken() === this.memory.token) return;
    this.memory.read();
    this.memory.queue = [];
    this.#tell.redrawn();
    this.#again.abort();
  };

  // ---- What comes ---------------------------------------------------------------------------------------

  /** @param {import("./events.js").ServerEvent} event */
  #hear({ name, id, data }) {
    if (name === "hello") this.#welcome(data.resumed);
    if (name === "message") this.#confirm(data);
    if (name === "reply") this.#reply(data);
    if (name === "answered") this.#settle(data.id);
    if (name === "typing") this.#setTyping(data.on);
    if (!id) return;
    this.memory.position = id;
    this.memory.keep();
  }

  /** @param {boolean} resumed whether the server knows what this page has shown */
  #welcome(resumed) {
    if (!resumed && this.memory.position) {
      this.memory.position = "";
      this.#note(texts.forgotten);
      this.#sendUnansweredAgain();
    }
    this.#pause = SHORTEST_PAUSE_MS;
    this.#setTyping(false);
    this.#setConnected(true);
    this.#flush();
  }

  /** Whether the server had them before it was restarted, or the session ended, or not: it has not answered them. */
  #sendUnansweredAgain() {
    const queued = new Set(this.memory.queue.map((message) => message.id));
    const again = [];
    for (const entry of this.memory.entries) {
      if (entry.from !== "own" || entry.state !== "sent" || queued.has(entry.id)) continue;
      entry.state = "waiting";
      again.push({ id: entry.id, text: entry.sent ?? entry.text, shown: entry.text });
    }
    this.memory.queue.unshift(...again); // they were written before what has not been sent at all
    this.memory.keep();
  }

  /** @param {{id: string, text: string|null}} message the server has it, from this tab or another */
  #confirm({ id, text }) {
    const own = this.memory.own(id);
    if (own) return this.#setState(own, own.state === "answered" ? "answered" : "sent");
    if (text !== null) this.#add({ from: "own", id, text, state: "sent" });
  }

  /** @param {any} data */
  #reply({ to, text, buttons, custom, image }) {
    // What the bot wrote without being asked is kept by the server until it knows that it was shown.
    if (this.memory.hasNotice(String(to))) return;
    const offered = (Array.isArray(buttons) ? buttons : []).filter((button) => button?.title && button?.payload);
    const card = custom && typeof custom === "object" ? custom : null;
    this.#add({ from: "bot", to: String(to), text: String(text ?? ""), buttons: offered, card, image: String(image ?? "") });
  }

  /** @param {string} id */
  #settle(id) {
    const own = this.memory.own(id);
    if (!own) return;
    delete own.sent;
    this.#setState(own, "answered");
  }

  // ---- What goes ----------------------------------------------------------------------------------------

  /** Sends what waits, one after the other; what fails stays in the queue for the next time. */
  async #flush() {
    if (this.#sending || !this.#connected) return;
    this.#sending = true;
    try {
      for (let [message] = this.memory.queue; message && this.#connected; [message] = this.memory.queue) await this.#send(message);
    } catch (error) {
      const busy = error instanceof Unreachable ? error.seconds : 0;
      if (busy) setTimeout(() => this.#flushSoon(), busy * 1000);
      else this.#again.abort(); // the stream finds out what is the matter, and the queue goes out with its hello
    } finally {
      this.#sending = false;
      this.#tell.typing(this.#typing);
    }
  }

  #flushSoon() {
    if (this.#running) this.#flush();
  }

  /** @param {import("./server.js").Message} message */
  async #send(message) {
    this.#tell.typing(true);
    try {
      await this.#server.send(this.memory.token, message);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const own = this.memory.own(message.id);
      if (own) this.#setState(Object.assign(own, { why: error.message }), "refused");
    }
    this.memory.queue = this.memory.queue.filter((other) => other.id !== message.id);
    const own = this.memory.own(message.id);
    if (own?.state === "waiting") this.#setState(own, "sent");
    this.memory.keep();
  }

  // ---- Telling the page ---------------------------------------------------------------------------------

  /** @param {Entry} entry */
  #add(entry) {
    this.memory.entries.push(entry);
    this.#tell.added(entry);
  }

  /** @param {string} text */
  #note(text) {
    if (this.memory.entries.length && this.memory.entries.at(-1)?.text !== text) this.#add({ from: "note", text });
  }

  /** @param {import("./memory.js").Own} entry @param {import("./memory.js").State} state */
  #setState(entry, state) {
    if (entry.state === state) return;
    entry.state = state;
    this.#tell.changed(entry);
  }

  /** @param {boolean} on */
  #setTyping(on) {
    this.#typing = on;
    this.#tell.typing(on || this.#sending);
  }

  /** @param {boolean} on */
  #setConnected(on) {
    // Failed attempts in a row are one gap, which began with the first.
    if (on !== this.#connected) this.#tell.connected(on);
    this.#connected = on;
    if (!on) this.#setTyping(false);
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
