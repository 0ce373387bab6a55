// "Share": the phone's own sheet where there is one, else the address on the clipboard.
(() => {
  const button = document.querySelector("[data-share]");
  if (!button) return;
  const address = document.querySelector("[data-address]");
  const said = document.querySelector("[data-shared]");
  const canShare = typeof navigator.share === "function" && matchMedia("(pointer: coarse)").matches;
  if (!canShare && !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const url = button.dataset.share;
    try {
      if (canShare) await navigator.share({ title: document.title, url });
      else {
        await navigator.clipboard.writeText(url);
        said.hidden = false;
      }
    } catch (error) {
      if (error.name !== "AbortError") getSelection().selectAllChildren(address);
    }
  });
})();
