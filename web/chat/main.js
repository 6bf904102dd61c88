// The chat page: takes what the person writes or chooses to the bot, and shows the answers.

import { Memory } from "./memory.js";
import { Refused, ask } from "./server.js";
import { clear, draw, offer, showProblem, showTyping } from "./view.js";

/** @typedef {import("./memory.js").Entry} Entry */
/** @typedef {import("./server.js").Reply} Reply */

/** Lets the bot speak first; is not shown. */
const OPENING = "/greet";

const memory = new Memory();
const composer = /** @type {HTMLFormElement} */ (document.getElementById("composer"));
const words = /** @type {HTMLTextAreaElement} */ (document.getElementById("words"));
const confirmation = /** @type {HTMLDialogElement} */ (document.getElementById("confirm"));
const restart = /** @type {HTMLButtonElement} */ (document.getElementById("restart"));

/** One message after the other: the answers come in the order of the questions. */
let line = Promise.resolve();
/** Rises with each new conversation, so that a late answer to an old one is dropped. */
let round = 0;
let waiting = 0;

/** @param {() => Promise<void>} job */
function queue(job) {
  line = line.then(job, job);
}

/**
 * Shows an own message and sends it.
 * @param {string} text what is shown
 * @param {string} sent what the bot gets: the same words, or a payload
 */
function say(text, sent = text) {
  /** @type {Entry} */
  const entry = { from: "own", text, sent, state: "waiting" };
  showProblem("");
  offer([], choose);
  memory.add(entry);
  const box = draw(entry, { fresh: true, onAgain: sayAgain });
  send(sent, entry, box);
}

/** @param {Entry} entry */
function sayAgain(entry) {
  memory.entries = memory.entries.filter((other) => other !== entry);
  redraw();
  say(entry.text, entry.sent);
  settleFocus();
}

/**
 * Sends a message when those before it are answered, and shows what comes back.
 * @param {string} message
 * @param {Entry|null} entry null for the opening
 * @param {HTMLElement|null} box
 */
function send(message, entry, box) {
  const [sender, now] = [memory.sender, round];
  queue(async () => {
    if (now !== round) return;
    busy(+1);
    try {
      const replies = await ask(sender, message);
      if (now === round) settle(entry, replies);
    } catch (error) {
      if (now === round) fail(entry, box, error);
    } finally {
      busy(-1);
    }
  });
}

/**
 * @param {Entry|null} entry
 * @param {Reply[]} replies
 */
function settle(entry, replies) {
  if (entry) delete entry.state;
  for (const reply of replies) hear(reply);
  memory.keep();
}

/**
 * @param {Entry|null} entry
 * @param {HTMLElement|null} box
 * @param {unknown} error
 */
function fail(entry, box, error) {
  if (!entry) return showProblem("The booking assistant cannot be reached. Write a message to try again.");
  entry.state = "unsent";
  memory.keep();
  if (box) box.replaceWith(draw(entry, { fresh: false, onAgain: sayAgain }));
  if (error instanceof Refused) showProblem(error.message);
}

/** @param {Reply} reply */
function hear(reply) {
  const text = reply.text ?? reply.image ?? "";
  const buttons = (reply.buttons ?? []).filter((button) => button?.title && button?.payload);
  if (!text && !buttons.length) return;
  /** @type {Entry} */
  const entry = { from: "bot", text: String(text), buttons };
  memory.add(entry);
  draw(entry, { fresh: true, onAgain: sayAgain });
  if (buttons.length) offer(buttons, choose);
}

/** @param {import("./server.js").Button} button */
function choose(button) {
  say(button.title, button.payload);
  settleFocus();
}

/** @param {number} change */
function busy(change) {
  waiting += change;
  showTyping(waiting > 0);
}

/** Keyboard users go on in the text field; on a touch screen that would raise the keyboard. */
function settleFocus() {
  if (!matchMedia("(pointer: coarse)").matches) words.focus();
}

function redraw() {
  clear();
  for (const entry of memory.entries) draw(entry, { fresh: false, onAgain: sayAgain });
  offer(memory.openChoices(), choose);
}

function begin() {
  redraw();
  if (!memory.entries.length) send(OPENING, null, null);
  settleFocus();
}

function fit() {
  words.style.height = "auto";
  words.style.height = `${words.scrollHeight + 3}px`;
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = words.value.trim();
  words.focus();
  if (!text) return;
  words.value = "";
  fit();
  say(text);
});

words.addEventListener("input", fit);
words.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

restart.addEventListener("click", () => {
  confirmation.returnValue = "";
  confirmation.showModal();
});
confirmation.addEventListener("close", () => {
  if (confirmation.returnValue !== "clear") return;
  round += 1;
  memory.forget();
  begin();
});

begin();
