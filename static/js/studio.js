// The studio's live figures (characters, length) and Ctrl/Cmd + Enter.

import { clock } from "./clock.js";
import { roughMs } from "./rough_length.js";

const form = document.getElementById("studio");
const text = form.elements.text;
const count = document.getElementById("count");
const length = document.getElementById("length");
const number = new Intl.NumberFormat(document.documentElement.lang);

const figures = JSON.parse(length.dataset.figures);
const PACE = ["speed", "sentence_pause_ms", "paragraph_pause_ms"];

// What is typed holds; an empty field leaves it to the voice, or the workspace.
function tone() {
  const set = figures.tones[form.elements.voice.value] ?? figures.tones[""];
  const typed = (name) => form.elements[name].value;
  return Object.fromEntries(
    PACE.map((name) => [name, typed(name) === "" ? set[name] : Number(typed(name))]),
  );
}

function show() {
  const most = Number(count.dataset.max);
  const characters = [...text.value].length;
  count.textContent = `${number.format(characters)} / ${number.format(most)}`;
  count.classList.toggle("over", characters > most);
  const ms = roughMs(text.value, tone(), figures);
  const over = ms > Number(length.dataset.leftMs);
  const pattern = over ? length.dataset.over : length.dataset.about;
  length.textContent = characters ? pattern.replace("{length}", clock(ms / 1000)) : "";
  length.classList.toggle("over", over);
}

form.addEventListener("input", show);
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
// A second press while the answer is on its way would make the job twice.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => delete form.dataset.sent);
show();
