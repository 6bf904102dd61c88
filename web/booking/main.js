// What the booking page gains by scripts. Everything works without them, by links and forms alone.
import { followLinks, showInZone } from "./paging.js";
import { rememberDetails, followAnswers, sendOnce } from "./form.js";
import { tellSize } from "./frame.js";

/** Bring the parts of the page to life that are there now; called again when others have come. */
function begin() {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const form = /** @type {HTMLFormElement | null} */ (main.querySelector("form[data-form]"));
  if (form) {
    rememberDetails(form);
    followAnswers(form);
    sendOnce(form);
  }
  if (main.dataset.done) {
    rememberDetails(null);
  }
}

followLinks(begin);
begin();
showInZone(begin);
tellSize();
