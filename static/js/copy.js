// Copy buttons: <button data-copies="id of an input" data-done="Copied" hidden>.

for (const button of document.querySelectorAll("[data-copies]")) {
  const source = document.getElementById(button.dataset.copies);
  source.addEventListener("focus", () => source.select());
  // Browsers offer the clipboard on secure pages alone; there the text can still be selected.
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value);
    button.textContent = button.dataset.done;
  });
}
