// Turns a text of the bot into nodes. Text stays text; only https and mailto addresses become links.

const ADDRESS = /\b(?:https:\/\/|mailto:)[^\s<>"'`{}|\\^]+/giu;
const TRAILING = /[.,;:!?)\]»”’…]+$/u;

/**
 * @param {string} text
 * @returns {Node[]} text nodes and links, in order
 */
export function toNodes(text) {
  /** @type {Node[]} */
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    const link = toLink(address);
    if (!link) continue;
    nodes.push(new Text(text.slice(end, match.index)), link);
    end = match.index + address.length;
  }
  return [...nodes, new Text(text.slice(end))];
}

/**
 * @param {string} address
 * @returns {HTMLAnchorElement|null} null for what is no address after all
 */
function toLink(address) {
  const url = parse(address);
  if (!url || !["https:", "mailto:"].includes(url.protocol)) return null;
  const link = document.createElement("a");
  link.href = url.href;
  link.textContent = address.replace(/^mailto:/iu, "");
  link.rel = "noopener noreferrer nofollow";
  if (url.protocol === "https:") link.target = "_blank";
  return link;
}

/** @param {string} address */
function parse(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
