// The keyboard of the desk: "?" opens the help, "g" and a letter goes somewhere, "/" searches.
// The keys themselves stand in the page (data-key), so that the help never lies.
(() => {
  const help = document.getElementById("keys");
  let going = 0;

  // in a menu longer than the window: where one is stays in sight
  document.querySelector(".h-desk__side [aria-current]")?.scrollIntoView({ block: "nearest" });

  const writing = (target) =>
    target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

  const follow = (key) => {
    const link = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (link) link.click();
    return Boolean(link);
  };

  const openHelp = () => help && !help.open && help.showModal();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const key = event.key;
    if (key === "?") return void openHelp();
    if (key === "g") return void (going = Date.now());
    const typed = Date.now() - going < 1500 ? `g ${key}` : key;
    going = 0;
    if (key === "/" && document.querySelector("[data-search]")) {
      event.preventDefault();
      document.querySelector("[data-search]").focus();
    } else if (follow(typed)) {
      event.preventDefault();
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-keys]")) openHelp();
    if (event.target === help || event.target.closest("[data-close-dialog]")) help?.close();
  });

  // A menu or account sheet closes when one clicks elsewhere or presses Escape.
  document.addEventListener("click", (event) => {
    for (const sheet of document.querySelectorAll("details.h-pop[open]"))
      if (!sheet.contains(event.target)) sheet.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const sheet of document.querySelectorAll("details.h-pop[open]")) {
      sheet.open = false;
      sheet.querySelector("summary").focus();
    }
  });
})();
