// The base voices on the page of voices: each can be heard.

import { VoiceSamples } from "./voice_samples.js";

const place = document.getElementById("base-voices");
const samples = new VoiceSamples(place);
place.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-hears]");
  if (button) samples.press(button);
});
