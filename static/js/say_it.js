// Plays an entry before it is saved: as the dictionary has it now, and as it would be.

const form = document.getElementById("entry-form");
const says = form.querySelector("[data-said]");

async function say(button) {
  const which = button.dataset.says;
  const body = new FormData(form);
  body.set("which", which);
  says.textContent = form.dataset.making;
  button.disabled = true;
  try {
    const answer = await fetch(button.formAction, {
      method: "POST", body, headers: { Accept: "application/json" },
    });
    const told = await answer.json();
    if (!answer.ok) {
      says.textContent = told.message;
      form.elements[told.param]?.focus?.();
      return;
    }
    const audio = form.querySelector(`[data-audio="${which}"]`);
    audio.src = told.audio;
    audio.hidden = false;
    await audio.play();
    says.textContent = "";
  } catch {
    says.textContent = form.dataset.failed;
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-says]");
  if (!button) return;
  event.preventDefault();
  say(button);
});
// Enter in a field saves; the buttons that play come first in the form and would be pressed.
form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !field.matches("input:not([type=checkbox])")) return;
  event.preventDefault();
  if (field.id === "sentence") say(form.querySelector('[data-says="new"]'));
  else form.requestSubmit();
});
