// Lists the recordings that wait to be sent, and sends them when the network is back.

import { all } from "./database.js";
import { forget, isOf, sendWaiting, WAITS, waiting } from "./outbox.js";

const root = document.querySelector("[data-waiting]");
const { user } = root.dataset;
const says = root.querySelector("[data-waiting-says]");
const list = root.querySelector("[data-waiting-list]");
// What was sent since the page was opened, by it or by the service worker: key → {name, url}.
const sent = new Map();
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? null;

async function show() {
  const kept = await waiting(user);
  // Somebody else's may wait here as well.
  if ((await all("waiting")).length === 0) localStorage.removeItem(WAITS);
  root.hidden = kept.length === 0 && sent.size === 0;
  const count = kept.length;
  const lines = [
    sent.size > 0 && root.dataset.saySent,
    count === 1 && root.dataset.sayOne,
    count > 1 && root.dataset.sayMore.replace("{count}", count),
  ];
  says.textContent = lines.filter(Boolean).join(" ");
  list.replaceChildren(...[...sent.values()].map(done), ...kept.map(item));
  root.querySelector("[data-waiting-send]").hidden = !kept.some((each) => !each.refused);
}

function done({ name, url }) {
  const line = document.createElement("li");
  line.append(Object.assign(document.createElement("a"), { href: url, textContent: name }));
  return line;
}

function item({ key, name, at, refused }) {
  const line = document.createElement("li");
  const moment = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: document.documentElement.dataset.timeZone,
  });
  const about = refused ? ` · ${root.dataset.sayRefused}` : "";
  const text = `${name} · ${moment.format(at)}${about}`;
  line.append(Object.assign(document.createElement("span"), { textContent: text }));
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.className = "quiet danger";
  button.textContent = root.dataset.sayDelete;
  button.addEventListener("click", async () => {
    await forget(key);
    await show();
  });
  line.append(" ", button);
  return line;
}

async function send() {
  const outcomes = await sendWaiting({ user, csrf: token() });
  for (const { record, state, url } of outcomes) {
    if (state === "sent") sent.set(record.key, { name: record.name, url });
  }
  await show();
}

// The service worker may be the one that sends, for everybody whose recordings wait here.
async function hear({ data }) {
  for (const { key, name, url, user: whose } of data.sent ?? []) {
    if (isOf({ user: whose }, user)) sent.set(key, { name, url });
  }
  await show();
}

root.querySelector("[data-waiting-send]").addEventListener("click", send);
window.addEventListener("online", send);
navigator.serviceWorker?.addEventListener("message", hear);

// Shows what waits, and sends it.
export async function showWaiting() {
  await show();
  await send();
}
