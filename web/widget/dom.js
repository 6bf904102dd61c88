// Small helpers for building nodes. Strings become text, never markup.

/**
 * @typedef {Node|string|null|undefined|false} Child
 * @param {string} tag
 * @param {Record<string, string|number|boolean|EventListener|null|undefined>} attributes listeners by `onclick` and so on;
 *   false, null and undefined leave an attribute out
 * @param {Child[]} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

const PATHS = {
  send: "M5 12h13M12 5.5l6.5 6.5-6.5 6.5",
  close: "M6 6l12 12M18 6L6 18",
  restart: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5",
  chat: "M8 2.8v3.4M16 2.8v3.4M4 9.5h16M6 4.5h12a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-5.5L8 21v-3.5H6a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  calendar: "M8 3v4M16 3v4M4 10h16M6 5h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z",
  clock: "M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  previous: "M14.5 6l-6 6 6 6",
  next: "M9.5 6l6 6-6 6",
};

/**
 * @param {keyof typeof PATHS} name
 * @param {string} [className]
 */
export function icon(name, className = "") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${className}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}
