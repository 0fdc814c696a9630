// The menu of downloads: how large each file will be, and what is to be made before.

const BITS_OF_A_MEGABYTE = 8_000_000;

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
      const kilobits = (ms / 1000) * Number(size.dataset.kbps);
      const long = Math.max(0.1, (kilobits * 1000) / BITS_OF_A_MEGABYTE);
      size.textContent = missing || !all ? "" : `≈ ${megabytes.format(long)}`;
    }
  };
  menu.addEventListener("toggle", update);
  sound.addEventListener("change", update);
}
