// The library's list: a box that ticks all lessons, also after a search has replaced the list.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-tick-all]")) return;
  for (const box of document.querySelectorAll('input[form="ticked"][name="lesson"]')) {
    box.checked = event.target.checked;
  }
});
