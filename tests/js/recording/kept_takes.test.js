import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { KeptTakes } from "../../../static/js/recording/kept_takes.js";
import { Recorder } from "../../../static/js/recording/recorder.js";
import { takeOf } from "../../../static/js/recording/take.js";
import { FakeMicrophone, syllables } from "../audio.js";
import { FakeIndexedDb } from "../offline/indexed_db.js";
import { openPage, template } from "../page.js";

const RATE = 8000;

beforeEach(() => {
  globalThis.indexedDB = new FakeIndexedDb();
});

// The form of a new voice as one person opens it; its statement has the number `ticket`.
async function visit(user = "maple:1", ticket = "first", minutes = 10) {
  const recorder = template("voices/recording/_recorder.html", { min_seconds: 3, max_seconds: 20 });
  const fields = '<input name="name"><input type="checkbox" name="own_voice" checked>';
  const hidden = `<input type="hidden" name="ticket" value="${ticket}">`;
  const window = openPage(`<form data-user="${user}">${fields}${hidden}${recorder}</form>`);
  globalThis.location = window.location;
  new FakeMicrophone().install();
  const form = window.document.querySelector("form");
  const shown = new Recorder(window.document.getElementById("recorder"));
  const statement = {
    kept: {
      ticket,
      en: "I agree. 12",
      zh: "我同意。12",
      until: `${Date.now() / 1000 + minutes * 60}`,
    },
    restored: null,
    restore(what) {
      this.restored = what;
    },
  };
  const kept = new KeptTakes(form, shown, statement);
  const restored = await kept.restore();
  return { form, takes: shown.takes, statement, kept, restored };
}

const take = (amplitude) => takeOf(syllables(amplitude, 40), RATE, 3);

test("takes, fields and the statement are there again after the page was closed", async () => {
  const first = await visit();
  assert.equal(first.restored, 0);
  first.form.elements.name.value = "Ms Maple";
  first.form.elements.own_voice.checked = false;
  first.takes.add(take(0.2));
  first.takes.add(take(0.1));
  await first.kept.settled();
  const again = await visit("maple:1", "second");
  assert.equal(again.restored, 2);
  assert.deepEqual(
    again.takes.all.map(({ key }) => key).sort(),
    first.takes.all.map(({ key }) => key).sort(),
  );
  assert.ok(Math.abs(again.takes.all[0].samples[100] - first.takes.all[0].samples[100]) < 1e-3);
  assert.equal(again.form.elements.name.value, "Ms Maple");
  assert.equal(again.form.elements.own_voice.checked, false);
  assert.equal(again.statement.restored.ticket, "first");
});

test("they are of one person", async () => {
  const first = await visit();
  first.takes.add(take(0.2));
  await first.kept.settled();
  assert.equal((await visit("maple:2")).restored, 0);
});

test("what was sent or deleted is not there again", async () => {
  const first = await visit();
  first.takes.add(take(0.2));
  first.takes.clear();
  await first.kept.settled();
  assert.equal((await visit()).restored, 0);
});

test("what was read of a statement that is too old is not shown again", async () => {
  const first = await visit("maple:1", "first", -1);
  first.takes.add(take(0.2));
  await first.kept.settled();
  const again = await visit("maple:1", "second");
  assert.deepEqual([again.restored, again.statement.restored], [0, null]);
  assert.equal((await visit()).restored, 0);
});
