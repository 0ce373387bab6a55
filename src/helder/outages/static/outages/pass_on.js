// "Copy": puts a text on the clipboard. Without a clipboard there is no button.
(() => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const area = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(area.value);
        button.parentElement.querySelector("[data-done]").hidden = false;
      } catch {
        area.select();
      }
    });
  }
})();
