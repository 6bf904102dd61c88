// The one script that a site includes:
//   a script tag whose source is this file, with data-bot naming the bot (docs/widget.md)
// A classic script, so that it knows its own tag; all the rest are modules beside it.

(() => {
  const script = /** @type {HTMLScriptElement|null} */ (document.currentScript);
  if (!script) return;
  const folder = new URL(".", script.src);
  const given = script.dataset;
  const settings = {
    folder: folder.href,
    bot: given.bot ? new URL(given.bot, document.baseURI).href : new URL("..", folder).href,
    target: given.target ?? "",
    attributes: Object.fromEntries(
      ["title", "theme", "storage", "open", "label"].flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
    ),
  };
  import(new URL("start.js", folder).href).then(({ start }) => start(settings), (error) => {
    console.error("The booking assistant cannot be loaded.", error);
  });
})();
