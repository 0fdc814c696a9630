import assert from "node:assert/strict";
import { test } from "node:test";
import { showDownloads } from "../../web/lessons/editor/panels/downloads.js";
import { openPage } from "./page.js";

function open(whole) {
  const window = openPage(
    `<details class="downloads"><summary>Download</summary><p data-missing hidden></p>
    <a>MP3</a><small data-kbps="64" data-most-signed="100663296"></small></details>`,
  );
  const { document } = window;
  document.documentElement.lang = "en";
  const sound = new EventTarget();
  sound.whole = whole;
  showDownloads(sound, document, {
    missing: "{missing} of {all} are missing.",
    unsigned: "≈ {size}, unsigned",
  });
  const menu = document.querySelector("details");
  menu.open = true;
  menu.dispatchEvent(new window.Event("toggle"));
  const [note, size] = [document.querySelector("p"), document.querySelector("small")];
  return { sound, note, size };
}

test("the size of a file is told before it is fetched", () => {
  const { note, size } = open({ all: 3, missing: 0, ms: 1_800_000 });
  assert.equal(size.textContent, "≈ 14.4 MB");
  assert.equal(note.hidden, true);
});

test("a file that is too large to be signed says so before it is fetched", () => {
  assert.equal(open({ all: 3, missing: 0, ms: 12_500_000 }).size.textContent, "≈ 100 MB");
  const { size } = open({ all: 3, missing: 0, ms: 12_600_000 });
  assert.equal(size.textContent, "≈ 100.8 MB, unsigned");
});

test("while lines are missing there is no size, but how many there are", () => {
  const { sound, note, size } = open({ all: 3, missing: 2, ms: 4_000 });
  assert.deepEqual([note.hidden, note.textContent], [false, "2 of 3 are missing."]);
  assert.equal(size.textContent, "");
  sound.whole = { all: 3, missing: 0, ms: 4_000 };
  sound.dispatchEvent(new Event("change"));
  assert.deepEqual([note.hidden, size.textContent], [true, "≈ 0.1 MB"]);
});
