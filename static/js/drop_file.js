// A file field that also takes what is dropped on it, and says what was chosen.

export function dropFile(zone, onChosen) {
  const input = zone.querySelector("input[type=file]");
  const name = zone.querySelector("[data-file-name]");
  const invitation = name.textContent;
  zone.classList.add("enhanced");

  const show = () => {
    const file = input.files[0];
    name.textContent = file ? `${file.name} · ${size(file.size)}` : invitation;
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

function size(bytes) {
  const [unit, count] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6];
  const format = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, format).format(count);
}
