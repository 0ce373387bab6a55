// "Copy": the line beside the button goes to the clipboard, and a word says so.
(() => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const line = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(line.textContent);
      const said = document.querySelector("[data-copied]");
      said.hidden = false;
      button.parentElement.append(said.parentElement);
    } catch {
      getSelection().selectAllChildren(line);
    }
  });
})();
