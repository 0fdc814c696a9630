// The list of all voices, each with a button that plays it, for any <select> of voices.
//
// A button [data-picks-voice] stands beside its <select>; the dialog #voice-picker is filled from
// the options of whichever is opened, and what is chosen is chosen in the <select>.

import { VoiceSamples } from "./voice_samples.js";

const dialog = document.getElementById("voice-picker");
const list = dialog.querySelector("[data-voices]");
const filter = dialog.querySelector("input[type=search]");
const pattern = dialog.querySelector("template");
const samples = new VoiceSamples(dialog);
let choice; // the <select> that is being chosen for

document.addEventListener("click", ({ target }) => {
  const opener = target.closest?.("[data-picks-voice]");
  if (opener) open(opener.parentElement.querySelector("select"));
});

function open(select) {
  choice = select;
  filter.value = "";
  list.replaceChildren();
  for (const part of select.children) {
    if (part.matches("option")) list.append(row(part));
    else list.append(group(part));
  }
  dialog.showModal();
  (list.querySelector("input:checked") ?? filter).focus();
}

function group(part) {
  const found = document.createElement("fieldset");
  const name = document.createElement("legend");
  name.textContent = part.label;
  found.append(name, ...Array.from(part.children, row));
  return found;
}

function row(option) {
  const found = pattern.content.firstElementChild.cloneNode(true);
  const [radio, button] = [found.querySelector("input"), found.querySelector("button")];
  radio.value = option.value;
  radio.checked = option.selected;
  found.querySelector("[data-name]").textContent = option.textContent;
  button.hidden = !option.value;
  button.setAttribute("aria-label", `${button.dataset.label} ${option.textContent}`);
  button.dataset.hears = option.value;
  button.dataset.own = option.dataset.kind === "own" ? "yes" : "no";
  return found;
}

filter.addEventListener("input", () => {
  const wanted = filter.value.trim().toLocaleLowerCase();
  for (const each of list.querySelectorAll("label")) {
    each.parentElement.hidden = !each.textContent.toLocaleLowerCase().includes(wanted);
  }
  for (const each of list.querySelectorAll("fieldset")) {
    each.hidden = !each.querySelector("div:not([hidden])");
  }
});

list.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button) samples.press(button);
});
// Enter and a second press take the voice; arrow keys only move through the list.
list.addEventListener("dblclick", ({ target }) => {
  if (target.closest("label")) take();
});
dialog.querySelector("form").addEventListener("submit", (event) => {
  if (event.submitter?.value !== "cancel") take();
});
dialog.addEventListener("close", () => {
  samples.stop();
  choice.focus();
});

function take() {
  const chosen = list.querySelector("input:checked");
  if (chosen && chosen.value !== choice.value) {
    choice.value = chosen.value;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (dialog.open) dialog.close();
}
