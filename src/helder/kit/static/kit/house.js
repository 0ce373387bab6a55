// "Choose #1d5b79": puts the offered colour into its field, and lets the preview follow.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  const field = document.getElementById(button.dataset.into);
  field.value = button.dataset.take;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
