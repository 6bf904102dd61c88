// The bot's channel, seen from a page: sessions, messages, the stream of answers.

/** The request did not get through, or the server could not take it: the same one can be sent again. */
export class Unreachable extends Error {
  /** @param {string} message @param {number} seconds how long to wait, 0: as long as one likes */
  constructor(message, seconds = 0) {
    super(message);
    this.seconds = seconds;
  }
}

/** The server refuses the request as it is; the text says what has to be different. */
export class Refused extends Error {}

/** The token opens nothing any more: a new session is needed. */
export class NoSession extends Error {}

const PATIENCE_MS = 20_000;

/**
 * @typedef {{id: string, text: string, shown: string|null}} Message
 */

export class Server {
  /** @param {string} bot the bot's address, with a slash at its end */
  constructor(bot) {
    this.base = new URL("widget/", bot).href;
  }

  /** @returns {Promise<string>} the token of a new session */
  async begin() {
    const response = await this.#fetch("sessions", { method: "POST" }, AbortSignal.timeout(PATIENCE_MS));
    return (await response.json()).token;
  }

  /**
   * @param {string} token
   * @param {Message} message sent again with the same id it is answered once
   */
  async send(token, message) {
    const { timeZone, locale } = new Intl.DateTimeFormat().resolvedOptions();
    const body = JSON.stringify({ ...message, timezone: timeZone, language: navigator.language || locale });
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    await this.#fetch("messages", { method: "POST", body, headers }, AbortSignal.timeout(PATIENCE_MS));
  }

  /**
   * @param {string} token
   * @param {string} lastEventId
   * @param {AbortSignal} signal
   * @returns {Promise<ReadableStream<Uint8Array>>}
   */
  async listen(token, lastEventId, signal) {
    const headers = { Authorization: `Bearer ${token}`, Accept: "text/event-stream", ...(lastEventId && { "Last-Event-ID": lastEventId }) };
    const { body } = await this.#fetch("stream", { headers }, signal);
    if (!body) throw new Unreachable("no stream");
    return body;
  }

  /**
   * @param {string} path
   * @param {RequestInit} options
   * @param {AbortSignal} signal
   */
  async #fetch(path, options, signal) {
    const all = /** @type {RequestInit} */ ({ ...options, signal, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
    const response = await fetch(this.base + path, all).catch((error) => {
      throw new Unreachable(String(error));
    });
    if (response.ok) return response;
    const told = (await response.json().catch(() => null))?.error?.message ?? `status ${response.status}`;
    if (response.status === 401) throw new NoSession(told);
    if (response.status === 429 || response.status >= 500) throw new Unreachable(told, Number(response.headers.get("Retry-After")) || 2);
    throw new Refused(told);
  }
}
