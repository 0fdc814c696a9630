// A file field that also takes what is dropped on it, and says what was chosen.

export function dropFile(zone, onChosen) {
  const input = zone.querySelector("input[type=file]");
  const name = zone.querySelector("[data-file-name]");
  const invitation = name.textContent;
  zone.classList.add("enhanced");

  const show = () => {
    const file = input.files[0];
    name.textContent = file ? `${file.name} · ${megabytes(file.size)}` : invitation;
    if (file) onChosen();
  };
  const over = (is) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", is);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
  });
  input.addEventListener("change", show);
  return {
    clear() {
      input.value = "";
      show();
    },
  };
}

function megabytes(bytes) {
  const format = { style: "unit", unit: "megabyte", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, format).format(bytes / 1024 / 1024);
}
