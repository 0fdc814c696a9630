// Recordings that wait to be sent: kept by the browser while there is no network, and sent later, by the
// page or by the service worker. A key lets the server take each once, however often it is sent.

import { all, put, remove } from "./database.js";

// Set while something may wait: pages look no further without it.
export const WAITS = "lectern:waiting";
const NETWORK_TAG = "send-recordings";
const LOCK = "lectern-send-recordings";

// A record to wait: `user` is "workspace:id" of whoever made it; `action` and `done` are where it is
// sent and how the address begins that it leads to; `name` is shown.
export async function keepForLater({ key, user, action, done, name, data }) {
  const file = data.get("recording");
  const fields = [...data].filter(([, value]) => typeof value === "string");
  await put("waiting", { key, user, action, done, name, fields, file, at: Date.now() });
  localStorage.setItem(WAITS, "yes");
  const registration = await navigator.serviceWorker?.getRegistration();
  // Where it is missing, it is sent when a page is opened.
  await registration?.sync?.register(NETWORK_TAG).catch(() => {});
}

// The recordings of this person that wait, oldest first. Those for other workspaces, too: one may be
// this workspace by a former address.
export async function waiting(user) {
  const kept = await all("waiting");
  return kept.filter((each) => isOf(each, user)).sort((a, b) => a.at - b.at);
}

// Whether a record is of the person in `user`, whichever workspace it is for.
export function isOf(record, user) {
  return record.user.split(":").at(-1) === user.split(":").at(-1);
}

export async function forget(key) {
  await remove("waiting", key);
}

// Sends what waits, of one person or of all (null); returns what became of it: [{record, state, url,
// page}]. `csrf` is the token of a page that is open now.
export async function sendWaiting({ user = null, csrf = null } = {}) {
  const work = async () => {
    const outcomes = [];
    for (const record of await all("waiting")) {
      if (user !== null && !isOf(record, user)) continue;
      if (record.refused) continue;
      const outcome = await send(record, csrf);
      if (outcome.state === "sent") await remove("waiting", record.key);
      if (outcome.state === "refused") await put("waiting", { ...record, refused: true });
      outcomes.push({ record, ...outcome });
      if (outcome.state === "offline") break;
    }
    return outcomes;
  };
  return navigator.locks ? await navigator.locks.request(LOCK, work) : await work();
}

// Sends a record: "sent" (then `url` is the page that it led to), "refused" (`page` is the answer),
// "later" or "offline".
export async function send({ key, user, action, done, fields, file }, csrf) {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  data.set("recording", file, "recording.wav");
  if (csrf) data.set("csrfmiddlewaretoken", csrf);
  let response;
  try {
    response = await fetch(action, { method: "POST", body: data, headers: headers(key, user) });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { state: "offline" };
  }
  if (response.redirected) {
    // Anywhere else is the sign-in.
    const there = belowWorkspace(new URL(response.url).pathname)?.startsWith(belowWorkspace(done));
    return there && response.ok ? { state: "sent", url: response.url } : { state: "later" };
  }
  if (![404, 422].includes(response.status)) return { state: "later" };
  return { state: "refused", page: await response.text() };
}

// What stands behind the address of a workspace, which may have another one since; undefined for
// a page of none.
function belowWorkspace(path) {
  return /^\/w\/[^/]+(\/.*)$/.exec(path)?.[1];
}

// Of a request that the server takes once, and from that person alone.
export function headers(key, user) {
  return { "Idempotency-Key": key, "Lectern-User": user };
}
