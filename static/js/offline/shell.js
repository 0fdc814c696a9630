// Has the service worker keep this page, so that it opens without a network.

// What only the audio worklet loads.
const OF_WORKLET = ["figures/live_reading.js"];

export async function keepPage(worker, user) {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(worker, { type: "module", scope: "/" });
  } catch {
    // Older browsers know no modules here: there the page needs a network.
    return;
  }
  const { active } = await navigator.serviceWorker.ready;
  const { worklet } = document.querySelector("[data-worklet]")?.dataset ?? {};
  const later = worklet ? [worklet, ...OF_WORKLET.map((name) => beside(name, worklet))] : [];
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const ours = loaded.filter((url) => new URL(url).pathname.startsWith("/static/"));
  active.postMessage({ keep: [location.pathname, ...new Set([...ours, ...later])], user });
}

function beside(name, worklet) {
  return new URL(name, new URL(worklet, location.href)).href;
}
