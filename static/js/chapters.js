// The chapters of a file: tick all or none at once.

for (const chapters of document.querySelectorAll("[data-chapters]")) {
  const boxes = chapters.querySelectorAll("input[name=chapter]");
  chapters.querySelector("[data-chapter-choice]").hidden = false;
  for (const button of chapters.querySelectorAll("[data-tick]")) {
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = button.dataset.tick === "all";
    });
  }
}
