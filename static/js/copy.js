// Copy buttons: <button data-copies="id of an input or of code" data-done="Copied" hidden>.

for (const button of document.querySelectorAll("[data-copies]")) {
  const source = document.getElementById(button.dataset.copies);
  const isField = source instanceof HTMLInputElement;
  if (isField) source.addEventListener("focus", () => source.select());
  // Browsers offer the clipboard on secure pages alone; there the text can still be selected.
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(isField ? source.value : source.textContent);
    button.textContent = button.dataset.done;
  });
}
