// Links of the calendar without loading the whole page: the server's own page is fetched, its middle put in place.

let latest = 0;

/** @typedef {{ focus?: string, replace?: boolean, keepPlace?: boolean }} How */

/**
 * Show another address of the booking page. Where that fails, the browser goes there by itself.
 * @param {string} address
 * @param {() => void} begin called when the new page is there
 * @param {How} how
 */
async function show(address, begin, how) {
  const number = (latest += 1);
  document.body.classList.add("busy");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main");
    if (!fresh || answer.status >= 500) {
      throw new Error("no page");
    }
    if (number !== latest) {
      return; // another one was asked for meanwhile
    }
    if (!how.keepPlace) {
      history[how.replace ? "replaceState" : "pushState"](null, "", answer.url);
    }
    document.title = page.title;
    document.querySelector("main")?.replaceWith(document.adoptNode(fresh));
    begin();
    const target = how.focus ? document.getElementById(how.focus) : null;
    target?.focus({ preventScroll: false });
  } catch {
    if (number === latest) {
      location.assign(address);
    }
  } finally {
    if (number === latest) {
      document.body.classList.remove("busy");
    }
  }
}

/**
 * Links and forms marked with `data-swap`; its value names what has the focus afterwards.
 * @param {() => void} begin
 */
export function followLinks(begin) {
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest?.("a[data-swap]");
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (link instanceof HTMLAnchorElement && isPlain && !event.defaultPrevented) {
      event.preventDefault();
      void show(link.href, begin, { focus: link.dataset.swap });
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement && form.hasAttribute("data-swap")) {
      event.preventDefault();
      const given = [...new FormData(form)].filter(([, value]) => value !== "");
      const query = new URLSearchParams(/** @type {[string, string][]} */ (given));
      void show(`${form.action}?${query}`, begin, { focus: event.submitter?.id });
    }
  });
  window.addEventListener("popstate", () => void show(location.href, begin, { keepPlace: true }));
}

/**
 * Unless a zone was chosen: times as the visitor's own clock has them.
 * @param {() => void} begin
 */
export function showInZone(begin) {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!own || !main.dataset.zone || main.hasAttribute("data-zone-given") || main.dataset.zone === own) {
    return;
  }
  if (main.querySelector("form[method=post]")) {
    return; // the time was chosen as it is told
  }
  const address = new URL(location.href);
  address.searchParams.set("zone", own);
  void show(address.href, begin, { replace: true });
}
