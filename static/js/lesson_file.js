// The form for a file: a file that is chosen or dropped is sent at once, and the page says so.
import { dropFile } from "./drop_file.js";

for (const form of document.querySelectorAll("[data-file-form]")) {
  const says = form.querySelector("[data-file-progress]");
  const bar = form.querySelector("[data-file-bar]");
  dropFile(form.querySelector("[data-drop]"), () => form.requestSubmit());
  form.addEventListener("submit", () => {
    says.textContent = says.dataset.reading;
    bar.hidden = false;
    form.querySelector("button").disabled = true;
  });
  // After "back" the page is as it was left.
  window.addEventListener("pageshow", () => {
    says.textContent = "";
    bar.hidden = true;
    form.querySelector("button").disabled = false;
  });
}
