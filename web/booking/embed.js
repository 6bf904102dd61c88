// Shows the booking page on another site:
//   <script src="https://book.example.com/book/embed.js" data-link="check-up" async></script>
// The frame stands where the script stands, and is as high as what is in it.
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) {
    return;
  }
  const server = new URL(script.src).origin;
  const { link, business, title, zone } = script.dataset;
  const parts = [business, link].filter((part) => part !== undefined).map(encodeURIComponent);
  const address = new URL(["/book", ...parts].join("/"), server);
  address.searchParams.set("embed", location.origin);
  const own = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (own) {
    address.searchParams.set("zone", own);
  }
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = title ?? "Book an appointment";
  frame.style.cssText = "display:block;width:100%;min-height:30rem;border:0;color-scheme:normal";
  script.after(frame);
  window.addEventListener("message", (event) => {
    const told = event.data;
    if (event.origin !== server || event.source !== frame.contentWindow || told?.source !== "bookings") {
      return;
    }
    if (told.type === "height" && Number.isFinite(told.height)) {
      frame.style.height = `${Math.min(Math.max(told.height, 100), 20000)}px`;
    } else if (told.type === "booked" || told.type === "joined") {
      frame.dispatchEvent(new CustomEvent(`bookings:${told.type}`, { bubbles: true }));
    }
  });
})();
