import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Autosave, merge } from "../../web/lessons/editor/saving/autosave.js";

const line = (key, text) => ({ key, text });
const texts = (lines) => lines.map(({ text }) => text);

// A server that keeps lines and revisions as ours does, and may be out of reach.
class Server {
  revision = 1;
  isAway = false;
  patches = [];

  constructor(lines) {
    this.lines = lines.map((each) => ({ ...each, changed: 1 }));
  }

  load = async () => ({ revision: this.revision, lines: this.plain });

  get plain() {
    return this.lines.map(({ changed, ...each }) => each);
  }

  send = async (patch) => {
    if (this.isAway) throw new TypeError("Failed to fetch");
    const conflicts = [];
    for (const mine of [...patch.upsert, ...patch.delete.map((key) => ({ key, gone: true }))]) {
      const theirs = this.lines.find(({ key }) => key === mine.key);
      if (theirs && theirs.changed > patch.base_revision) {
        const { changed, ...plain } = theirs;
        conflicts.push({ key: mine.key, yours: mine.gone ? null : mine, theirs: plain });
      }
    }
    if (conflicts.length) {
      return { status: 409, body: { revision: this.revision, conflicts } };
    }
    this.patches.push(patch);
    this.revision++;
    const changed = this.revision;
    this.lines = this.lines.filter(({ key }) => !patch.delete.includes(key));
    for (const each of patch.upsert) {
      const at = this.lines.findIndex(({ key }) => key === each.key);
      if (at < 0) this.lines.push({ ...each, changed });
      else this.lines[at] = { ...each, changed };
    }
    if (patch.order) {
      const place = new Map(patch.order.map((key, index) => [key, index]));
      this.lines.sort((a, b) => (place.get(a.key) ?? 1e9) - (place.get(b.key) ?? 1e9));
    }
    return { status: 200, body: { revision: this.revision } };
  };
}

class Store {
  value = null;
  read = () => structuredClone(this.value);
  write = (value) => {
    this.value = structuredClone(value);
  };
  clear = () => {
    this.value = null;
  };
}

let server;
let store;

function visit() {
  const { revision, plain: lines } = server;
  return new Autosave({ revision, lines, send: server.send, load: server.load, store });
}

beforeEach(() => {
  server = new Server([line("a", "One."), line("b", "Two."), line("c", "Three.")]);
  store = new Store();
});

test("a change is saved, and only that", async () => {
  const saving = visit();
  saving.changed([line("a", "One."), line("b", "2."), line("c", "Three.")]);
  assert.equal(saving.state, "waiting");
  await saving.flush();
  assert.equal(saving.state, "saved");
  assert.deepEqual(server.patches[0].upsert, [line("b", "2.")]);
  assert.equal(store.value, null);
});

test("a title is saved with the next lines, or alone", async () => {
  const saving = visit();
  saving.set({ title: "Herons" });
  await saving.flush();
  assert.equal(server.patches[0].title, "Herons");
  saving.changed([line("a", "1."), line("b", "Two."), line("c", "Three.")]);
  await saving.flush();
  assert.ok(!("title" in server.patches[1]));
  assert.equal(saving.state, "saved");
});

test("typing back to what is saved sends nothing", async () => {
  const saving = visit();
  saving.changed([line("a", "One!"), line("b", "Two."), line("c", "Three.")]);
  saving.changed(server.plain);
  await saving.flush();
  assert.equal(saving.state, "saved");
  assert.equal(server.patches.length, 0);
});

test("what could not be sent is sent on the next visit, with what others did meanwhile", async () => {
  server.isAway = true;
  const saving = visit();
  saving.changed([line("a", "One."), line("b", "Two."), line("c", "3.")]);
  await saving.flush();
  assert.equal(saving.state, "offline");
  server.isAway = false;
  const other = new Autosave({
    revision: 1,
    lines: server.plain,
    send: server.send,
    load: server.load,
    store: new Store(),
  });
  other.changed([line("a", "1."), line("b", "Two."), line("c", "Three.")]);
  await other.flush();

  const later = visit();
  assert.deepEqual(texts(later.recover()), ["One.", "Two.", "3."]);
  let behind = false;
  later.addEventListener("behind", () => {
    behind = true;
  });
  await later.flush();
  assert.deepEqual(texts(server.lines), ["1.", "Two.", "3."]);
  assert.ok(behind);
  assert.deepEqual(texts(await later.catchUp()), ["1.", "Two.", "3."]);
  assert.equal(store.value, null);
});

test("two tabs that change one line: nothing is lost, and a person chooses", async () => {
  const mine = visit();
  await server.send({ base_revision: 1, upsert: [line("b", "Theirs.")], delete: [] });
  mine.changed([line("a", "One, mine."), line("b", "Mine."), line("c", "Three.")]);
  await mine.flush();
  assert.equal(mine.state, "conflict");
  assert.deepEqual(mine.conflicts, [
    { key: "b", yours: line("b", "Mine."), theirs: line("b", "Theirs.") },
  ]);
  await mine.flush();
  assert.deepEqual(texts(server.lines), ["One, mine.", "Theirs.", "Three."]);

  assert.deepEqual(mine.settle("b", "mine"), line("b", "Mine."));
  await mine.flush();
  assert.equal(mine.state, "saved");
  assert.deepEqual(texts(server.lines), ["One, mine.", "Mine.", "Three."]);
});

test("a conflict about one line reverts no other one", async () => {
  const mine = visit();
  let page = server.plain; // what the editor shows
  mine.addEventListener("merged", ({ detail }) => {
    page = detail;
    mine.changed(page);
  });
  const type = (key, text) => {
    page = page.map((each) => (each.key === key ? line(key, text) : each));
    mine.changed(page);
  };
  const theirs = [line("b", "Theirs."), line("c", "Three, theirs.")];
  await server.send({ base_revision: 1, upsert: theirs, delete: [] });
  type("b", "Mine.");
  await mine.flush();
  assert.deepEqual(texts(page), ["One.", "Mine.", "Three, theirs."]);
  mine.settle("b", "mine");
  type("a", "One, mine.");
  await mine.flush();
  assert.deepEqual(texts(server.lines), ["One, mine.", "Mine.", "Three, theirs."]);
});

test("theirs may be kept, too", async () => {
  const mine = visit();
  await server.send({ base_revision: 1, upsert: [line("b", "Theirs.")], delete: [] });
  mine.changed([line("a", "One."), line("b", "Mine."), line("c", "Three.")]);
  await mine.flush();
  assert.deepEqual(mine.settle("b", "theirs"), line("b", "Theirs."));
  await mine.flush();
  assert.equal(mine.state, "saved");
  assert.deepEqual(texts(server.lines), ["One.", "Theirs.", "Three."]);
  assert.equal(store.value, null);
});

test("a refusal says why, and the next change is tried again", async () => {
  const saving = new Autosave({
    revision: 1,
    lines: server.plain,
    load: server.load,
    store,
    send: async (patch) =>
      patch.upsert[0].text.length > 5
        ? { status: 422, body: { error: { message: "Too long." } } }
        : server.send(patch),
  });
  saving.changed([line("a", "Very long."), line("b", "Two."), line("c", "Three.")]);
  await saving.flush();
  assert.deepEqual([saving.state, saving.message], ["refused", "Too long."]);
  assert.ok(store.value);
  saving.changed([line("a", "Long."), line("b", "Two."), line("c", "Three.")]);
  await saving.flush();
  assert.deepEqual([saving.state, saving.message], ["saved", ""]);
});

test("changes of different lines merge", () => {
  const base = [line("a", "1"), line("b", "2"), line("c", "3")];
  const mine = [line("a", "1"), line("n", "new"), line("b", "mine"), line("c", "3")];
  const theirs = [line("a", "theirs"), line("b", "2"), line("m", "added"), line("c", "3")];
  assert.deepEqual(texts(merge(base, mine, theirs)), ["theirs", "new", "mine", "added", "3"]);
  assert.deepEqual(texts(merge(base, [base[0], base[2]], theirs)), ["theirs", "added", "3"]);
  assert.deepEqual(texts(merge(base, mine, [base[0], base[1]])), ["1", "new", "mine"]);
});
