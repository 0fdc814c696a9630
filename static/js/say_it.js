// Plays an entry before it is saved: as the dictionary has it now, and as it would be.

const form = document.getElementById("entry-form");
const says = form.querySelector("[data-said]");

// Both at once, so that they can be compared before the second one is heard.
function spell(spelling) {
  for (const place of form.querySelectorAll("[data-spelled]")) {
    const found = spelling[place.dataset.spelled];
    place.hidden = !found;
    place.querySelector("[data-pinyin]").textContent = found?.pinyin ?? "";
    place.querySelector("[data-phonemes]").textContent = found ? `/${found.phonemes}/` : "";
  }
}

async function say(button) {
  const which = button.dataset.says;
  const body = new FormData(form);
  body.set("which", which);
  says.textContent = form.dataset.making;
  button.disabled = true;
  try {
    const answer = await fetch(button.formAction, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    const told = await answer.json();
    if (!answer.ok) {
      says.textContent = told.message;
      form.elements[told.param]?.focus?.();
      return;
    }
    spell(told.spelling);
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

// A stream may break off after it has begun to play.
for (const audio of form.querySelectorAll("[data-audio]"))
  audio.addEventListener("error", () => {
    says.textContent = form.dataset.failed;
  });

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-says]");
  if (!button) return;
  event.preventDefault();
  say(button);
});
// Enter in a field saves; the buttons that play come first in the form and would be pressed.
form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !field.matches("input:not([type=checkbox])"))
    return;
  event.preventDefault();
  if (field.id === "sentence") say(form.querySelector('[data-says="new"]'));
  else form.requestSubmit();
});
