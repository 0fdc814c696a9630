import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./page.js";

const PAUSE = `<div data-dial data-number="exact" data-words='[[0,"none"],[300,"short"],[800,"long"]]'
  data-neutral="0" data-figure="{n} s" data-factor="0.001" data-unset="as set" hidden>
  <input type="range" min="0" max="3000" step="50" value="300"><output></output><button hidden></button>
</div><details data-exact open><input id="exact" type="number"></details>
<details data-exact open><ul class="errorlist"><li>Too loud.</li></ul></details>`;
const { document, Event } = openPage(PAUSE);
globalThis.Event = Event;
const { said } = await import("../../static/js/dials.js");

const [slider, exact] = document.querySelectorAll("input");
const says = document.querySelector("output");
const reset = document.querySelector("button");
const tell = (field, what) => field.dispatchEvent(new Event(what, { bubbles: true }));

const LOUD = {
  words: [
    [-4, "quieter"],
    [0, "as it is"],
    [4, "louder"],
    [12, "much louder"],
  ],
  neutral: 0,
  figure: "{n} dB",
  factor: 1,
};

test("the word of the neutral value is for that alone", () => {
  assert.equal(said(0, LOUD), "as it is · 0 dB");
  assert.equal(said(1, LOUD), "louder · 1 dB");
  assert.equal(said(9, LOUD), "much louder · 9 dB");
  assert.equal(said(-12, LOUD), "quieter · -12 dB");
});

test("where nothing is set it stands at what is heard then, and says so", () => {
  assert.equal(slider.closest("div").hidden, false);
  const [exactly, refused] = document.querySelectorAll("details");
  assert.equal(exactly.open, false);
  assert.ok(refused.open);
  assert.equal(slider.value, "300");
  assert.equal(says.textContent, "as set: short · 0.3 s");
  assert.ok(reset.hidden);
});

test("the slider sets the exact value, in words for those who don't see it", () => {
  const changes = [];
  exact.addEventListener("change", () => changes.push(exact.value));
  slider.value = "750";
  tell(slider, "input");
  tell(slider, "change");
  assert.deepEqual(changes, ["750"]);
  assert.equal(slider.getAttribute("aria-valuetext"), "long · 0.75 s");
  assert.equal(reset.hidden, false);
});

test("the exact value moves the slider, and taking it away leads back", () => {
  exact.value = "50";
  tell(exact, "input");
  assert.equal(slider.value, "50");
  assert.equal(says.textContent, "short · 0.05 s");
  reset.click();
  assert.equal(exact.value, "");
  assert.equal(says.textContent, "as set: short · 0.3 s");
});
