// Sends a new voice without leaving the page, so that a refusal loses neither name nor recording.

import { dropFile } from "../drop_file.js";
import { headers, keepForLater } from "../offline/outbox.js";
import { keepPage } from "../offline/shell.js";
import { KeptTakes } from "./kept_takes.js";
import { followMood } from "./passages.js";
import { Recorder } from "./recorder.js";
import { followStatement } from "./statement.js";

const form = document.getElementById("voice-form");
const says = form.dataset;
const button = form.querySelector("[data-send]");
const label = button.textContent;
const recorder = new Recorder(document.getElementById("recorder"));
const shown = document.getElementById("statement");
const statement = shown && followStatement(form, shown);
const upload = dropFile(form.querySelector("[data-drop]"), () => recorder.takes.release());

// The last thing given is the one that is sent.
recorder.addEventListener("recorded", () => upload.clear());
for (const element of form.querySelectorAll("[data-with-recorder]")) element.hidden = false;
for (const element of form.querySelectorAll("[data-without-recorder]")) element.hidden = true;

if (form.elements.mood) followMood(form);
const kept = new KeptTakes(form, recorder, statement);
kept.restore().then((count) => count && problem(says.restored));
keepPage(says.worker, says.user);
if (statement) renewInTime();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearProblems();
  const data = new FormData(form);
  data.delete("chosen_take");
  if (recorder.file) data.set("recording", recorder.file);
  if (data.get("name")?.trim() === "") place([says.noName], form.elements.name);
  if (!data.get("recording").name) place([says.noRecording], form.elements.recording);
  if (focusProblem()) return;
  busy(true);
  const key = keyOf(recorder.takes.chosen ?? data.get("recording"));
  try {
    const sent = { method: "POST", body: data, headers: headers(key, says.user) };
    await answered(await fetch(form.action, sent));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    await later(key, data);
  } finally {
    busy(false);
  }
});

// Once the statement is too old it gives way to a new one, unless something was read of it: that may
// be on its way, and the server has the last word.
function renewInTime() {
  setTimeout(
    async () => {
      if (recorder.takes.all.length || recorder.recording) return;
      try {
        const page = await (await fetch(location.href)).text();
        const fresh = new DOMParser().parseFromString(page, "text/html");
        if (!statement.takeFrom(fresh)) return;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        return problem(says.expired);
      }
      problem(says.renewed);
      renewInTime();
    },
    Math.max(0, statement.millisecondsLeft),
  );
}

// A take has a key; a file that was chosen gets one for as long as this page is open.
function keyOf(recording) {
  recording.key ??= crypto.randomUUID();
  return recording.key;
}

async function later(key, data) {
  const name = data.get("name") ?? says.name;
  const { user, done } = says;
  try {
    await keepForLater({ key, user, action: form.action, done, name, data });
  } catch {
    // A browser that keeps nothing, as in a private window.
    return problem(says.noConnection);
  }
  recorder.takes.clear();
  upload.clear();
  await kept.settled();
  problem(says.later);
  document.dispatchEvent(new Event("lectern:waiting"));
}

async function answered(response) {
  const there = new URL(response.url).pathname;
  if (response.redirected && response.ok) {
    // The page of the voice; anywhere else is the sign-in.
    if (!there.startsWith(says.done)) return problem(says.signedOut);
    recorder.takes.clear();
    await kept.settled();
    location.assign(response.url);
    return;
  }
  if (response.status === 401) return problem(says.signedOut);
  if (response.status !== 422) return problem(says.failed);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (statement?.takeFrom(page)) recorder.takes.clear();
  for (const list of page.querySelectorAll("#voice-form .errorlist")) {
    const sentences = [...list.children].map((item) => item.textContent);
    const input = form.elements[list.id.replace(/^id_|_error$/g, "")];
    if (!input) return problem(sentences.join(" "));
    place(sentences, input);
  }
  focusProblem();
}

// Puts sentences under a field, as the server does.
function place(sentences, input) {
  const list = document.createElement("ul");
  list.className = "errorlist";
  list.id = `${input.id}_error`;
  list.setAttribute("role", "alert");
  for (const sentence of sentences) {
    list.append(Object.assign(document.createElement("li"), { textContent: sentence }));
  }
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", list.id);
  input.closest(".field").append(list);
}

function focusProblem() {
  const first = form.querySelector("[aria-invalid]");
  first?.focus();
  first?.closest(".field").scrollIntoView({ block: "nearest" });
  return first !== null;
}

function problem(sentence) {
  const box = form.querySelector("[data-form-problem]");
  box.textContent = sentence;
  box.hidden = false;
  box.scrollIntoView({ block: "center" });
}

function clearProblems() {
  form.querySelector("[data-form-problem]").hidden = true;
  for (const list of form.querySelectorAll(".errorlist")) list.remove();
  for (const input of form.querySelectorAll("[aria-invalid]"))
    input.removeAttribute("aria-invalid");
}

function busy(is) {
  button.disabled = is;
  button.setAttribute("aria-busy", String(is));
  button.textContent = is ? says.sending : label;
}
