import assert from "node:assert/strict";
import { test } from "node:test";
import { keepForLater } from "../../../static/js/offline/outbox.js";
import { openPage, template } from "../page.js";
import { FakeIndexedDb } from "./indexed_db.js";

test("what waits is listed and can be deleted; somebody else's stays to be found", async () => {
  const page = openPage(template("_waiting.html"));
  page.document.documentElement.lang = "en";
  globalThis.indexedDB = new FakeIndexedDb();
  globalThis.fetch = async () => {
    throw new TypeError("Failed to fetch");
  };
  const root = page.document.querySelector("[data-waiting]");
  root.dataset.user = "maple:1";
  for (const [key, user] of [
    ["a", "maple:1"],
    ["b", "maple:1"],
    ["c", "maple:2"],
  ]) {
    const data = new FormData();
    data.set("recording", new File(["RIFF"], "recording.wav"));
    const places = { action: "/w/maple/voices/new", done: "/w/maple/voices/" };
    await keepForLater({ key, user, name: `Voice ${key}`, data, ...places });
  }
  const { showWaiting } = await import("../../../static/js/offline/waiting_list.js");
  await showWaiting();
  const says = () => root.querySelector("[data-waiting-says]").textContent;
  const remove = async () => {
    root.querySelector("[data-waiting-list] button").click();
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  assert.equal(root.hidden, false);
  assert.equal(says(), "2 recordings wait to be sent.");
  await remove();
  assert.equal(says(), "1 recording waits to be sent.");
  assert.match(root.querySelector("[data-waiting-list]").textContent, /^Voice b/);
  await remove();
  assert.equal(root.hidden, true);
  assert.equal(localStorage.getItem("lectern:waiting"), "yes");
});

test("what the service worker sent stays announced, to whose recording it was", async () => {
  const page = openPage(template("_waiting.html"));
  page.document.documentElement.lang = "en";
  globalThis.indexedDB = new FakeIndexedDb();
  const worker = Object.assign(new EventTarget(), { getRegistration: async () => undefined });
  Object.defineProperty(page.navigator, "serviceWorker", { value: worker });
  const root = page.document.querySelector("[data-waiting]");
  root.dataset.user = "maple:1";
  const { showWaiting } = await import("../../../static/js/offline/waiting_list.js?again");
  await showWaiting();
  const hears = async (sent) => {
    worker.dispatchEvent(new MessageEvent("message", { data: { sent } }));
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const [url, says] = ["/w/maple/voices/voice_1", root.querySelector("[data-waiting-says]")];
  await hears([{ key: "c", user: "maple:2", name: "Voice c", url }]);
  assert.equal(root.hidden, true);
  await hears([{ key: "a", user: "maple:1", name: "Voice a", url }]);
  assert.equal(says.textContent, "A recording that waited was sent.");
  await hears([]);
  assert.equal(says.textContent, "A recording that waited was sent.");
  assert.equal(root.querySelector("[data-waiting-list] a").textContent, "Voice a");
});
