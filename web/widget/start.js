// Defines the element and puts one into the page, unless the page has one already.

import { Chat } from "./element.js";

const TAG = "bookings-chat";

/**
 * @param {{folder: string, bot: string, target: string, attributes: Record<string, string>}} settings
 *   `folder`: where the widget's files are; `bot`: the bot's address; `target`: a CSS selector of the
 *   place for it, which it then fills; without one it floats in a corner
 */
export async function start({ folder, bot, target, attributes }) {
  await ready();
  Chat.sheet = await styles(new URL("widget.css", folder).href);
  Chat.bot = bot.endsWith("/") ? bot : `${bot}/`;
  if (!customElements.get(TAG)) customElements.define(TAG, Chat);
  if (document.querySelector(TAG)) return;
  const element = document.createElement(TAG);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  const place = target ? document.querySelector(target) : document.body;
  if (!place) throw new Error(`data-target: there is no ${target} in this page`);
  if (target) element.setAttribute("display", "full");
  place.append(element);
}

function ready() {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
}

/**
 * A constructed sheet needs no `style-src` of the page.
 * @param {string} address
 */
async function styles(address) {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(`${address}: status ${response.status}`);
  return new CSSStyleSheet().replace(await response.text());
}
