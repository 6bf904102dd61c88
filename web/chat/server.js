// Talks to the bot's REST channel on the same server.

/** The REST channel, seen from /chat/. */
const ADDRESS = "../webhooks/rest/webhook";
const PATIENCE_MS = 45_000;

/**
 * @typedef {{title: string, payload: string}} Button
 * @typedef {{text?: string, buttons?: Button[], image?: string}} Reply
 */

/** A message did not arrive, or its answer did not: it can be sent again. */
export class NotSent extends Error {}

/** The server refuses the message as it is; the text says what has to be different. */
export class Refused extends Error {}

/** @returns {Record<string, string>} What the bot is told about the person: their time zone, if known. */
function aboutPerson() {
  const timezone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return timezone ? { timezone } : {};
}

/**
 * Sends one message and waits for the answers to it.
 * @param {string} sender the conversation
 * @param {string} message words, or the payload of a button
 * @returns {Promise<Reply[]>}
 * @throws {NotSent|Refused}
 */
export async function ask(sender, message) {
  const response = await post(JSON.stringify({ sender, message, metadata: aboutPerson() }));
  const body = await response.json().catch(() => null);
  if (response.ok && Array.isArray(body)) return body.filter(isReply);
  const refusal = body?.error?.message;
  if (response.status < 500 && typeof refusal === "string") throw new Refused(refusal);
  throw new NotSent(`status ${response.status}`);
}

/**
 * @param {string} body
 * @returns {Promise<Response>}
 */
async function post(body) {
  try {
    return await fetch(ADDRESS, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
      credentials: "omit",
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    });
  } catch (error) {
    throw new NotSent(String(error));
  }
}

/** @param {unknown} item */
function isReply(item) {
  return typeof item === "object" && item !== null;
}
