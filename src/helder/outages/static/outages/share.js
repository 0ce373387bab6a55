// "Share": the phone's own sheet where there is one, else the address on the clipboard.
(() => {
  const canShare = typeof navigator.share === "function" && matchMedia("(pointer: coarse)").matches;
  if (!canShare && !navigator.clipboard) return;

  const show = () => {
    for (const button of document.querySelectorAll("[data-share]")) button.hidden = false;
    for (const address of document.querySelectorAll("[data-shown]")) address.hidden = true;
  };

  const share = async (url) => {
    try {
      if (canShare) await navigator.share({ title: document.title, url });
      else {
        await navigator.clipboard.writeText(url);
        document.querySelector("[data-shared]").hidden = false;
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      const address = document.querySelector("[data-address]");
      address.closest("[data-shown]").hidden = false;
      getSelection().selectAllChildren(address);
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-share]");
    if (button) share(button.dataset.share);
  });
  document.addEventListener("helder:renewed", show);
  show();
})();
