import assert from "node:assert/strict";
import { test } from "node:test";
import { followMood } from "../../../static/js/recording/passages.js";
import { openPage } from "../page.js";

test("the passage of the chosen mood is shown, and no other", () => {
  const options = '<option value="calm">Calm</option><option value="sad">Sad</option>';
  const passages = '<p data-passage="calm"></p><p data-passage="sad" hidden></p>';
  const window = openPage(`<form><select name="mood">${options}</select>${passages}</form>`);
  const form = window.document.querySelector("form");
  const hidden = () => [...form.querySelectorAll("p")].map((each) => each.hidden);
  followMood(form);
  assert.deepEqual(hidden(), [false, true]);
  form.elements.mood.value = "sad";
  form.elements.mood.dispatchEvent(new window.Event("change"));
  assert.deepEqual(hidden(), [true, false]);
});
