// Shows the moods that the chosen voice has, and nothing where it has but one.

const moods = document.getElementById("moods");

function ofVoice(offered, form) {
  const engine = form.elements.model?.value || Object.keys(offered)[0];
  const voices = offered[engine] ?? {};
  const chosen = form.elements.voice;
  const own = chosen.selectedOptions[0]?.dataset.kind === "own";
  return voices[chosen.value] ?? (own ? [] : (voices[""] ?? []));
}

function show() {
  const there = ofVoice(JSON.parse(moods.dataset.offered), moods.form);
  moods.hidden = there.length === 0;
  for (const radio of moods.querySelectorAll("input")) {
    const offered = radio.value === "" || there.includes(radio.value);
    radio.disabled = !offered;
    radio.parentElement.hidden = !offered;
    if (!offered) radio.checked = false;
  }
  if (!moods.querySelector("input:checked")) moods.querySelector('input[value=""]').checked = true;
}

if (moods) {
  moods.form.elements.voice.addEventListener("change", show);
  moods.form.elements.model?.addEventListener("change", show);
  // The browser may have put back a voice that was chosen before a reload.
  show();
}
