// The menu of downloads: how large each file will be, whether it is too large to be signed, and what
// is to be made before.

const BITS_OF_A_BYTE = 8;
const BYTES_OF_A_MEGABYTE = 1_000_000;

export function showDownloads(sound, page, messages) {
  const menu = page.querySelector(".downloads");
  const note = menu.querySelector("[data-missing]");
  const { lang } = document.documentElement;
  const megabytes = new Intl.NumberFormat(lang, {
    style: "unit",
    unit: "megabyte",
    maximumFractionDigits: 1,
  });
  const update = () => {
    if (!menu.open) return;
    const { all, missing, ms } = sound.whole;
    note.hidden = missing === 0;
    const said = messages.missing.replace("{missing}", missing).replace("{all}", all);
    if (!note.hidden && note.textContent !== said) note.textContent = said;
    for (const size of menu.querySelectorAll("[data-kbps]")) {
      const bytes = (ms * Number(size.dataset.kbps)) / BITS_OF_A_BYTE;
      const about = megabytes.format(Math.max(0.1, bytes / BYTES_OF_A_MEGABYTE));
      const words = bytes > Number(size.dataset.mostSigned) ? messages.unsigned : "≈ {size}";
      size.textContent = missing || !all ? "" : words.replace("{size}", about);
    }
  };
  menu.addEventListener("toggle", update);
  sound.addEventListener("change", update);
}
