// What the browser keeps for this site, as JSON; a browser that keeps nothing is no error.

/** @param {() => Storage} storage @param {string} key @returns {any} */
export function readFrom(storage, key) {
  try {
    return JSON.parse(storage().getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {() => Storage} storage @param {string} key @param {unknown} value */
export function write(storage, key, value) {
  try {
    storage().setItem(key, JSON.stringify(value));
  } catch {
    // Storage is off or full: the conversation goes on, it only does not survive a reload.
  }
}
