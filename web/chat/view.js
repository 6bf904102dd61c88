// Draws the conversation. Knows nothing of the server.

import { toNodes } from "./words.js";

/**
 * @typedef {import("./memory.js").Entry} Entry
 * @typedef {import("./server.js").Button} Button
 */

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);
const [log, scroller, typing, problem] = ["log", "scroller", "typing", "problem"].map(byId);

/**
 * @param {string} tag
 * @param {string} className
 * @param {(Node|string)[]} content strings become text, never markup
 */
function element(tag, className, ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

/**
 * Draws one bubble at the end.
 * @param {Entry} entry
 * @param {{fresh: boolean, onAgain: (entry: Entry) => void}} options
 */
export function draw(entry, { fresh, onAgain }) {
  const speaker = element("span", "unseen", entry.from === "bot" ? "Assistant: " : "You: ");
  const bubble = element("p", "bubble", speaker, ...(entry.from === "bot" ? toNodes(entry.text) : [entry.text]));
  const box = element("div", `entry ${entry.from}${fresh ? " fresh" : ""}`, bubble);
  if (entry.state === "unsent") box.append(unsentNote(box, () => onAgain(entry)));
  // Choices stay at the end, below all that the bot says in one go.
  log.insertBefore(box, log.querySelector(":scope > .chips"));
  toEnd(fresh);
  return box;
}

/**
 * @param {HTMLElement} box
 * @param {() => void} onAgain
 */
function unsentNote(box, onAgain) {
  box.classList.add("unsent");
  const again = element("button", "again", "Send again");
  again.addEventListener("click", onAgain);
  return element("div", "note", "Not sent – is the network there?", again);
}

/**
 * The choices that belong to what the bot said last; they take the place of any before.
 * @param {Button[]} buttons
 * @param {(button: Button) => void} onChoice
 */
export function offer(buttons, onChoice) {
  log.querySelector(".chips")?.remove();
  if (!buttons.length) return;
  const chips = element("ul", "chips");
  for (const button of buttons) {
    const chip = element("button", "chip", button.title);
    chip.setAttribute("type", "button");
    chip.addEventListener("click", () => onChoice(button));
    chips.append(element("li", "", chip));
  }
  chips.setAttribute("aria-label", "Suggested answers");
  log.append(chips);
  toEnd(true);
}

/** @param {boolean} on */
export function showTyping(on) {
  typing.hidden = !on;
  if (on) toEnd(true);
}

/** @param {string} text what went wrong; empty: nothing */
export function showProblem(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

export function clear() {
  log.replaceChildren();
  showProblem("");
}

/**
 * Scrolls to the end, but never past the person's last words: a long answer is read from its beginning.
 * @param {boolean} softly
 */
function toEnd(softly) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const lastOwn = [...log.querySelectorAll(".entry.own")].at(-1);
  const past = lastOwn ? lastOwn.offsetTop - scroller.offsetTop - 12 : Infinity;
  const top = Math.max(0, Math.min(scroller.scrollHeight - scroller.clientHeight, past));
  scroller.scrollTo({ top, behavior: softly && !still ? "smooth" : "auto" });
}
