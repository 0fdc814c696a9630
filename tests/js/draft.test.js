import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openPage } from "./page.js";

const HOME = '<form data-draft="maple:1"><textarea name="text"></textarea></form>';
const LESSON = '<header data-draft-sent="maple:1"></header>';
const SIGN_OUT = "<form data-forgets-drafts></form>";
let stored;
let visits = 0;

// Opens a page as a browser does that kept what earlier pages stored.
async function visit(body) {
  const window = openPage(body);
  globalThis.Event = window.Event;
  for (const [key, value] of Object.entries(stored)) window.localStorage.setItem(key, value);
  await import(`../../static/js/draft.js?visit=${visits++}`);
  const form = window.document.querySelector("form");
  const leave = () => {
    stored = { ...window.localStorage };
  };
  return {
    text: form?.elements.text?.value,
    type(text) {
      form.elements.text.value = text;
      form.elements.text.dispatchEvent(new window.Event("input", { bubbles: true }));
      leave();
    },
    submit() {
      form.dispatchEvent(new window.Event("submit"));
      leave();
    },
    leave,
  };
}

beforeEach(() => {
  stored = {};
});

test("a text that was typed is there on the next visit, for the same person alone", async () => {
  (await visit(HOME)).type("Good morning");
  assert.equal((await visit(HOME)).text, "Good morning");
  assert.equal((await visit(HOME.replace("maple:1", "maple:2"))).text, "");
});

test("a text is forgotten when its lesson was made, not when it was only sent", async () => {
  const home = await visit(HOME);
  home.type("Good morning");
  home.submit();
  assert.equal((await visit(HOME)).text, "Good morning");
  (await visit(LESSON)).leave();
  assert.equal((await visit(HOME)).text, "");
});

test("what is typed after sending stays", async () => {
  const home = await visit(HOME);
  home.type("Good morning");
  home.submit();
  home.type("Good evening");
  (await visit(LESSON)).leave();
  assert.equal((await visit(HOME)).text, "Good evening");
});

test("signing out forgets drafts and nothing else", async () => {
  (await visit(HOME)).type("Good morning");
  stored.other = "kept";
  (await visit(SIGN_OUT)).submit();
  assert.deepEqual(stored, { other: "kept" });
});
