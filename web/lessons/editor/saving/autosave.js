// Saves a lesson while it is written, and loses nothing: what the server has not got yet lies in
// the browser's own storage, and is sent later, also after the page was closed.
//
// Sends "behind" when others have changed lines (`catchUp` gets them), "merged" with the lines to
// show from now on (`detail`), and "change" when `state` may have changed:
//   saved, waiting (to be sent), sending, offline (the server can't be reached; tried again),
//   conflict (somebody else changed the same lines: `conflicts`), refused (`message` says why).

import { difference, without } from "./patch.js";

const QUIET_MS = 800; // without a change, before it is sent
const LONGEST_MS = 5000; // after the first change that was not sent
const RETRY_MS = [2000, 5000, 15000, 30000];

export class Autosave extends EventTarget {
  state = "saved";
  message = "";
  conflicts = []; // [{key, yours, theirs}]; `theirs` is null where they deleted the line
  #revision;
  #saved; // the lines as the server has them
  #lines; // the lines as they are here
  #send;
  #load;
  #store;
  #timer = null;
  #changedAt = 0;
  #failures = 0;
  #inFlight = null;
  #fields = {}; // of the lesson itself (title, settings) that are not sent yet
  #isBehind = false; // others have saved between two saves of ours

  // `send(patch)` resolves to {status, body}, or rejects where the server can't be reached;
  // `load()` resolves to the lesson as it is now, {revision, lines}; `store` is what keeps unsent
  // lines: {read(), write(value), clear()}.
  constructor({ revision, lines, send, load, store }) {
    super();
    this.#revision = revision;
    this.#saved = lines;
    this.#lines = lines;
    this.#send = send;
    this.#load = load;
    this.#store = store;
  }

  get revision() {
    return this.#revision;
  }

  // What an earlier visit could not send, as lines to show; null where there is nothing. It is
  // sent as a change of what was there then, so that others' changes since are kept.
  recover() {
    const kept = this.#store.read();
    if (!kept) return null;
    this.#revision = kept.revision;
    this.#saved = kept.saved;
    this.#fields = kept.fields;
    this.changed(kept.lines);
    return kept.lines;
  }

  // The lines have changed.
  changed(lines) {
    this.#lines = lines;
    if (!this.#patch()) {
      this.#store.clear();
      if (this.state === "waiting") this.#enter("saved");
      return;
    }
    this.#store.write({
      revision: this.#revision,
      saved: this.#saved,
      fields: this.#fields,
      lines,
    });
    this.#changedAt ||= Date.now();
    if (this.state === "saved" || this.state === "refused") this.#enter("waiting");
    this.#schedule(Math.min(QUIET_MS, this.#changedAt + LONGEST_MS - Date.now()));
  }

  // Fields of the lesson itself have changed: {title} or {settings}.
  set(fields) {
    Object.assign(this.#fields, fields);
    this.changed(this.#lines);
  }

  // Sends now what waits; resolves when the server has answered.
  async flush() {
    clearTimeout(this.#timer);
    while (this.#inFlight) await this.#inFlight;
    this.#inFlight = this.#sendOnce().finally(() => {
      this.#inFlight = null;
    });
    await this.#inFlight;
  }

  // Settles a conflict about a line: keeps "mine" or "theirs". Returns the line as it is now; null
  // where it is gone.
  settle(key, choice) {
    const conflict = this.conflicts.find((each) => each.key === key);
    this.conflicts = this.conflicts.filter((each) => each !== conflict);
    const line = choice === "mine" ? conflict.yours : conflict.theirs;
    // From now on, mine is a change of theirs.
    this.#saved = replaced(this.#saved, key, conflict.theirs);
    this.#lines = replaced(this.#lines, key, line);
    if (!this.conflicts.length) this.#enter("waiting");
    this.changed(this.#lines);
    return line;
  }

  // Somebody else has saved: resolves to all lines with their changes, or null where there is
  // nothing new. Lines that are changed here stay as they are here.
  async catchUp() {
    const { revision, lines } = await this.#load();
    if (revision <= this.#revision && !this.#isBehind) return null;
    this.#isBehind = false;
    const merged = merge(this.#saved, this.#lines, lines);
    this.#revision = revision;
    this.#saved = lines;
    this.changed(merged);
    return merged;
  }

  #patch() {
    const keys = new Set(this.conflicts.map(({ key }) => key));
    const lines = difference(this.#saved, this.#lines) ?? { upsert: [], delete: [] };
    const patch = { ...without(lines, keys), ...this.#fields };
    return Object.values(patch).some((part) => part.length !== 0) ? patch : null;
  }

  #schedule(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), Math.max(0, wait));
    this.#timer.unref?.();
  }

  async #sendOnce() {
    const patch = this.#patch();
    if (!patch) return;
    const sent = this.#lines;
    if (!this.conflicts.length) this.#enter("sending");
    let answer;
    try {
      answer = await this.#send({ base_revision: this.#revision, ...patch });
    } catch {
      this.#later();
      return;
    }
    this.#failures = 0;
    if (answer.status === 409 && answer.body.conflicts) await this.#conflict(answer.body);
    else if (answer.status >= 500 || answer.status === 429) this.#later();
    else if (answer.status >= 400) this.#refuse(answer.body);
    else await this.#accept(answer.body, patch, sent);
  }

  async #accept(body, patch, sent) {
    const isNext = body.revision === this.#revision + 1;
    const base = this.#saved;
    this.#revision = body.revision;
    this.#saved = applied(base, patch, sent);
    for (const name of Object.keys(this.#fields)) {
      if (this.#fields[name] === patch[name]) delete this.#fields[name];
    }
    this.#changedAt = 0;
    this.message = "";
    if (!this.conflicts.length) this.#enter("saved");
    this.changed(this.#lines);
    if (isNext) return;
    this.#isBehind = true;
    this.dispatchEvent(new Event("behind"));
  }

  async #conflict({ conflicts }) {
    this.conflicts = [...this.conflicts, ...conflicts];
    this.#enter("conflict");
    // The rest of what was changed here is saved on top of what is there now.
    const { revision, lines } = await this.#load();
    const merged = merge(this.#saved, this.#lines, lines);
    this.#saved = lines;
    this.#revision = revision;
    this.changed(merged);
    // Before anything else is typed: without their lines, it would take their changes back.
    this.dispatchEvent(new CustomEvent("merged", { detail: merged }));
  }

  #later() {
    const wait = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)];
    this.#enter("offline");
    this.#schedule(wait);
  }

  #refuse(body) {
    this.message = body.error?.message ?? "";
    this.#enter("refused");
  }

  #enter(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

// What the server has after a patch: in the order that was sent, without lines in conflict.
function applied(base, patch, sent) {
  const before = new Map(base.map((line) => [line.key, line]));
  const changed = new Map(patch.upsert.map((line) => [line.key, line]));
  const here = sent.map(({ key }) => changed.get(key) ?? before.get(key)).filter(Boolean);
  const keys = new Set([...here.map(({ key }) => key), ...patch.delete]);
  return [...here, ...base.filter(({ key }) => !keys.has(key))];
}

// Three-way: the lines here, with what others changed elsewhere since `base`. A line that both
// changed stays as it is here; a line that others added follows the one that it followed there.
export function merge(base, mine, theirs) {
  const at = (lines) => new Map(lines.map((line) => [line.key, line]));
  const [old, here, there] = [at(base), at(mine), at(theirs)];
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const merged = [];
  for (const line of mine) {
    const { key } = line;
    const isMine = !same(line, old.get(key));
    if (there.has(key)) merged.push(isMine ? line : there.get(key));
    else if (isMine) merged.push(line); // new here, or changed here and deleted there
  }
  theirs.forEach((line, index) => {
    if (here.has(line.key)) return;
    if (old.has(line.key) && same(line, old.get(line.key))) return; // deleted here
    let place = -1;
    for (let at = index - 1; at >= 0 && place < 0; at--) {
      place = merged.findIndex(({ key }) => key === theirs[at].key);
    }
    merged.splice(place + 1, 0, line);
  });
  return merged;
}

function replaced(lines, key, line) {
  if (!line) return lines.filter((each) => each.key !== key);
  if (!lines.some((each) => each.key === key)) return [...lines, line];
  return lines.map((each) => (each.key === key ? line : each));
}
