// Has the service worker keep this page, so that it opens without a network.

// What is loaded only when it is needed, beside the audio worklet and in its folder of figures.
const LATER = ["take.js", "wav.js", "microphone_check.js"];
const FIGURES = ["live_reading", "meter", "levels", "low_pass", "flat_tops", "spots", "room_check"];

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
  const names = [...LATER, ...FIGURES.map((name) => `figures/${name}.js`)];
  const later = worklet ? [worklet, ...names.map((name) => beside(name, worklet))] : [];
  const list = new URL("waiting_list.js", import.meta.url).href;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const ours = loaded.filter((url) => new URL(url).pathname.startsWith("/static/"));
  active.postMessage({ keep: [location.pathname, ...new Set([...ours, ...later, list])], user });
}

function beside(name, worklet) {
  return new URL(name, new URL(worklet, location.href)).href;
}
