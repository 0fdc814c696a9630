import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { keepForLater, sendWaiting, waiting } from "../../../static/js/offline/outbox.js";
import { openPage } from "../page.js";
import { FakeIndexedDb } from "./indexed_db.js";

const HERS = "maple:1";
let requests;
let answer;

beforeEach(() => {
  openPage("");
  globalThis.indexedDB = new FakeIndexedDb();
  requests = [];
  globalThis.fetch = async (url, { body, headers }) => {
    requests.push({ url, headers, fields: Object.fromEntries(body) });
    return answer();
  };
});

const sent = () => ({
  ok: true,
  redirected: true,
  url: "http://localhost/w/maple/voices/voice_1",
  status: 200,
});
const offline = () => {
  throw new TypeError("Failed to fetch");
};

async function keep(key, user = HERS) {
  const data = new FormData();
  data.set("name", "Ms Maple");
  data.set("csrfmiddlewaretoken", "old");
  data.set("recording", new File(["RIFF"], "recording.wav"));
  const [action, done] = ["/w/maple/voices/new", "/w/maple/voices/"];
  await keepForLater({ key, user, action, done, name: "Ms Maple", data });
}

test("a recording waits until the network is back, and is sent with its key", async () => {
  await keep("a");
  answer = offline;
  assert.deepEqual(
    (await sendWaiting({ user: HERS })).map(({ state }) => state),
    ["offline"],
  );
  assert.equal((await waiting(HERS)).length, 1);
  answer = sent;
  const [outcome] = await sendWaiting({ user: HERS, csrf: "new" });
  assert.equal(outcome.state, "sent");
  assert.equal(outcome.url, "http://localhost/w/maple/voices/voice_1");
  assert.deepEqual(await waiting(HERS), []);
  const { url, headers, fields } = requests.at(-1);
  assert.equal(url, "/w/maple/voices/new");
  assert.deepEqual(headers, { "Idempotency-Key": "a", "Lectern-User": HERS });
  assert.equal(fields.csrfmiddlewaretoken, "new");
  assert.equal(fields.name, "Ms Maple");
  assert.equal(await fields.recording.text(), "RIFF");
});

test("without a network only one is tried", async () => {
  await keep("a");
  await keep("b");
  answer = offline;
  await sendWaiting();
  assert.equal(requests.length, 1);
  assert.equal((await waiting(HERS)).length, 2);
});

test("what somebody else recorded is neither shown nor sent", async () => {
  await keep("a", "maple:2");
  answer = sent;
  assert.deepEqual(await waiting(HERS), []);
  assert.deepEqual(await sendWaiting({ user: HERS }), []);
  assert.equal((await waiting("maple:2")).length, 1);
});

test("what is refused stays, to be seen, and is not sent again", async () => {
  await keep("a");
  answer = () => ({ status: 422, redirected: false, text: async () => "<p>Too short.</p>" });
  const [outcome] = await sendWaiting({ user: HERS });
  assert.deepEqual([outcome.state, outcome.page], ["refused", "<p>Too short.</p>"]);
  assert.equal((await waiting(HERS))[0].refused, true);
  assert.deepEqual(await sendWaiting({ user: HERS }), []);
});

for (const [why, given] of [
  ["the sign-in", { redirected: true, ok: true, url: "http://localhost/sign-in", status: 200 }],
  ["a server that is down", { redirected: false, ok: false, status: 502 }],
  ["another person's page", { redirected: false, ok: false, status: 409 }],
]) {
  test(`a recording that met ${why} is sent later`, async () => {
    await keep("a");
    answer = () => given;
    assert.deepEqual(
      (await sendWaiting({ user: HERS })).map(({ state }) => state),
      ["later"],
    );
    assert.equal((await waiting(HERS)).length, 1);
  });
}

test("what was recorded before the workspace got another address is shown, sent and forgotten", async () => {
  await keep("a");
  answer = () => ({ ...sent(), url: sent().url.replace("/w/maple/", "/w/willow/") });
  assert.equal((await waiting("willow:1")).length, 1);
  const [outcome] = await sendWaiting({ user: "willow:1", csrf: "new" });
  assert.equal(outcome.state, "sent");
  assert.deepEqual(await waiting("willow:1"), []);
});
