// The form for the details: kept in the tab while one looks for another time, questions that come and go, sent once.

const KEPT = "bookings.details";
const CONTACT = ["contact_name", "contact_email", "contact_phone", "notes"];

/**
 * Keep the contact's fields in the tab, and put back what was typed before; null: they are not needed any more.
 * @param {HTMLFormElement | null} form
 */
export function rememberDetails(form) {
  try {
    if (form === null) {
      sessionStorage.removeItem(KEPT);
      return;
    }
    /** @type {Record<string, string>} */
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    for (const field of fields(form)) {
      const before = kept[field.name];
      if (!field.value && typeof before === "string") {
        field.value = before;
      }
    }
    form.addEventListener("input", () => {
      const typed = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
      sessionStorage.setItem(KEPT, JSON.stringify(typed));
    });
  } catch {
    // without storage nothing is kept
  }
}

/** @param {HTMLFormElement} form */
function fields(form) {
  return CONTACT.map((name) => form.elements.namedItem(name)).filter(
    (field) => field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement,
  );
}

/**
 * Which questions are asked is the server's to say: it is asked anew whenever an answer changes.
 * @param {HTMLFormElement} form
 */
export function followAnswers(form) {
  const questions = form.querySelector("#questions");
  let latest = 0;
  questions?.addEventListener("change", async () => {
    const number = (latest += 1);
    const sent = new URLSearchParams(/** @type {[string, string][]} */ ([...new FormData(form)]));
    sent.set("do", "ask");
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("#questions");
      if (answer.ok && fresh && number === latest) {
        arrange(questions, fresh);
      }
    } catch {
      // then they are asked when the form is sent
    }
  });
}

/**
 * Questions that stay are left as they are, with what is being typed into them.
 * @param {Element} questions
 * @param {Element} fresh
 */
function arrange(questions, fresh) {
  const there = new Map(listed(questions).map((one) => [one.dataset.question, one]));
  const wanted = listed(fresh).map((one) => there.get(one.dataset.question) ?? unmarked(one));
  for (const one of there.values()) {
    if (!wanted.includes(one)) {
      one.remove();
    }
  }
  wanted.forEach((one, place) => {
    if (questions.children[place] !== one) {
      questions.insertBefore(document.adoptNode(one), questions.children[place] ?? null);
    }
  });
}

/** @param {Element} questions */
function listed(questions) {
  return /** @type {HTMLElement[]} */ ([...questions.querySelectorAll("[data-question]")]);
}

/** @param {HTMLElement} question */
function unmarked(question) {
  question.classList.remove("new"); // it appears where one is looking
  return question;
}

/**
 * A second click while the first is under way does nothing. (Sent twice all the same, a form is carried out once.)
 * @param {HTMLFormElement} form
 */
export function sendOnce(form) {
  const button = form.querySelector("button.main");
  form.addEventListener("submit", (event) => {
    if (button?.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
    }
    button?.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => button?.removeAttribute("aria-disabled"));
}
