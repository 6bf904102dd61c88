// What this tab remembers: which conversation it is in, and what was said.

/**
 * @typedef {import("./server.js").Button} Button
 * @typedef {{from: "bot"|"own", text: string, buttons?: Button[], sent?: string, state?: "waiting"|"unsent"}} Entry
 *   One bubble. `sent`: what went to the bot for an own one (words or a payload); `state`: where it is.
 */

const KEY = "bookings-chat";

/** @returns {string} 128 random bits in hexadecimal: nobody can guess another person's conversation. */
function newSender() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Kept in the tab's session storage: survives a reload, ends with the tab. */
export class Memory {
  constructor() {
    const kept = read();
    /** @type {string} */
    this.sender = kept?.sender ?? newSender();
    /** @type {Entry[]} */
    this.entries = kept?.entries ?? [];
    // Who left while an answer was on its way cannot know whether it arrived.
    for (const entry of this.entries) if (entry.state === "waiting") entry.state = "unsent";
  }

  /** @param {Entry} entry */
  add(entry) {
    this.entries.push(entry);
    this.keep();
  }

  /** @returns {Button[]} what the bot offered last and the person has not answered */
  openChoices() {
    const answered = this.entries.map((entry) => entry.from).lastIndexOf("own");
    const offers = this.entries.slice(answered + 1).filter((entry) => entry.buttons?.length);
    return offers.at(-1)?.buttons ?? [];
  }

  keep() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ sender: this.sender, entries: this.entries }));
    } catch {
      // Storage is off or full: the conversation goes on, it only does not survive a reload.
    }
  }

  forget() {
    this.sender = newSender();
    this.entries = [];
    this.keep();
  }
}

/** @returns {{sender: string, entries: Entry[]}|null} */
function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    const sound = typeof kept?.sender === "string" && Array.isArray(kept.entries);
    return sound ? { sender: kept.sender, entries: kept.entries.filter(isEntry) } : null;
  } catch {
    return null;
  }
}

/** @param {any} entry */
function isEntry(entry) {
  return typeof entry?.text === "string" && (entry.from === "bot" || entry.from === "own");
}
