// Opens the pages that record without a network, and sends recordings when there is one again.
//
// It keeps those pages of one person alone: another one's take their place, and signing out forgets
// them. All else always comes from the network.

// biome-ignore lint/correctness/noUnresolvedImports: it is served at the root, this at /static/
import { sendWaiting } from "/static/js/offline/outbox.js";

const PREFIX = "lectern-shell:";
// Whether the last request that it handled found no network.
let offline = false;
const RECORDS = /^\/w\/[^/]+\/voices\/(new|[^/]+\/takes\/new)$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { data } = event;
  const work = data.keep ? keep(data.keep, data.user) : forgetOthers(null);
  event.waitUntil(work);
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const page = request.mode === "navigate" && RECORDS.test(pathname);
  const part = pathname.startsWith("/static/") && (offline || !navigator.onLine);
  if (page || part) event.respondWith(fromNetworkOrKept(request));
});

self.addEventListener("sync", (event) => event.waitUntil(sendAndTell()));

async function fromNetworkOrKept(request) {
  try {
    const response = await fetch(request);
    offline = false;
    return response;
  } catch (error) {
    offline = true;
    const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
    if (!kept) throw error;
    return kept;
  }
}

async function keep(urls, user) {
  await forgetOthers(user);
  const cache = await caches.open(PREFIX + user);
  for (const url of urls) {
    const response = await fetch(url, { credentials: "same-origin" });
    if (response.ok && !response.redirected) await cache.put(url, response);
  }
}

async function forgetOthers(user) {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== PREFIX + user) await caches.delete(name);
  }
}

async function sendAndTell() {
  const outcomes = await sendWaiting();
  const sent = outcomes
    .filter(({ state }) => state === "sent")
    .map(({ record: { key, user, name }, url }) => ({ key, user, name, url }));
  for (const client of await self.clients.matchAll()) client.postMessage({ sent });
  // The browser tries again later.
  if (outcomes.some(({ state }) => state === "offline")) throw new Error("no network");
}
