import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { keptIn } from "../../web/lessons/editor/store.js";
import { openPage } from "./page.js";

function open() {
  mock.timers.enable({ apis: ["setTimeout"] });
  const window = openPage("");
  globalThis.addEventListener = window.addEventListener.bind(window);
  const written = [];
  const storage = {
    kept: null,
    getItem: () => storage.kept,
    setItem(_name, text) {
      storage.kept = text;
      written.push(text);
    },
    removeItem() {
      storage.kept = null;
    },
  };
  return { window, storage, written, store: keptIn(storage, "lesson") };
}

function done() {
  mock.timers.reset();
  delete globalThis.addEventListener;
}

test("letters in quick succession are written once, and the last one is kept", () => {
  const { storage, written, store } = open();
  for (const letter of ["a", "ab", "abc"]) store.write(letter);
  assert.equal(store.read(), "abc");
  assert.deepEqual(written, []);
  mock.timers.tick(200);
  assert.deepEqual(written, ['"abc"']);
  assert.equal(storage.kept, '"abc"');
  done();
});

test("what waits is written before the page goes", () => {
  const { window, storage, store } = open();
  store.write("abc");
  window.dispatchEvent(new window.Event("pagehide"));
  assert.equal(storage.kept, '"abc"');
  done();
});

test("what was cleared is not written afterwards", () => {
  const { storage, store } = open();
  store.write("abc");
  store.clear();
  mock.timers.tick(1000);
  assert.equal(storage.kept, null);
  assert.equal(store.read(), null);
  done();
});

test("a storage that is full keeps nothing, and says nothing", () => {
  const { storage, store } = open();
  storage.setItem = () => {
    throw new Error("full");
  };
  store.write("abc");
  mock.timers.tick(200);
  assert.equal(store.read(), null);
  done();
});
