// Signing out leaves no recording and no page of this person in the browser; it asks first where a
// recording waits to be sent.

const PREFIX = "lectern-shell:";

async function forgetPages() {
  for (const name of (await globalThis.caches?.keys()) ?? []) {
    if (name.startsWith(PREFIX)) await caches.delete(name);
  }
}

async function leave(form) {
  try {
    const { all, forgetAll } = await import("./database.js");
    const kept = await all("waiting");
    if (kept.length && !window.confirm(form.dataset.waits)) return;
    await forgetAll();
    await forgetPages();
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
  form.submit();
}

for (const form of document.querySelectorAll("[data-forgets-drafts]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(form);
  });
}
