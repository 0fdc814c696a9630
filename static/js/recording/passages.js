// Shows the passage that brings the chosen mood with it.

export function followMood(form) {
  const { mood } = form.elements;
  const show = () => {
    for (const passage of form.querySelectorAll("[data-passage]")) {
      passage.hidden = passage.dataset.passage !== mood.value;
    }
  };
  mood.addEventListener("change", show);
  show();
}
