// In a frame of another site: tell it how high the page is, and when something was booked.

/** Only to the site that the address names; nothing that was typed is told. */
export function tellSize() {
  const site = document.body.dataset.embed;
  if (!site || window.parent === window) {
    return;
  }
  const tell = (/** @type {object} */ what) => window.parent.postMessage({ source: "bookings", ...what }, site);
  const size = () => tell({ type: "height", height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
  new ResizeObserver(size).observe(document.body);
  size();
  const done = document.querySelector("main")?.dataset.done;
  if (done) {
    tell({ type: done });
  }
}
