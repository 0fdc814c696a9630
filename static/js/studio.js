// The studio's live figures (characters, length) and Ctrl/Cmd + Enter.

import { clock } from "./clock.js";

const form = document.getElementById("studio");
const text = form.elements.text;
const speed = form.elements.speed;
const count = document.getElementById("count");
const length = document.getElementById("length");
const number = new Intl.NumberFormat(document.documentElement.lang);

// Rough, for the figure while typing; the server plans and reserves the real one.
const MS_PER_HAN = 220;
const MS_PER_LETTER = 65;
const MS_PER_MARK = 200;

function roughSeconds(value) {
  const matches = (pattern) => value.match(pattern)?.length ?? 0;
  const ms =
    matches(/\p{Script=Han}/gu) * MS_PER_HAN +
    matches(/[\p{Script=Latin}\p{N}]/gu) * MS_PER_LETTER +
    matches(/[，。！？；：、,.!?;:\n]/g) * MS_PER_MARK;
  return ms / 1000 / Number(speed.value || 1);
}

function show() {
  const most = Number(count.dataset.max);
  const characters = [...text.value].length;
  count.textContent = `${number.format(characters)} / ${number.format(most)}`;
  count.classList.toggle("over", characters > most);
  const seconds = roughSeconds(text.value);
  const over = seconds * 1000 > Number(length.dataset.leftMs);
  const pattern = over ? length.dataset.over : length.dataset.about;
  length.textContent = characters ? pattern.replace("{length}", clock(seconds)) : "";
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
