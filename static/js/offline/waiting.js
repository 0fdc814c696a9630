// Loads the list of recordings that wait where there may be one.

async function load() {
  const { showWaiting } = await import("./waiting_list.js");
  await showWaiting();
}

if (localStorage.getItem("lectern:waiting")) load();
document.addEventListener("lectern:waiting", load);
