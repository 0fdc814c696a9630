// The sound of a lesson in its editor: which lines are made, and what is being read.

import { unitAt } from "../lines/letters.js";
import { showMarks } from "../lines/marks.js";
import { keptIn } from "../store.js";
import { LessonPlayer } from "./player.js";

const ASK_AGAIN_MS = 5000;

export class LessonSound extends EventTarget {
  player;
  estimate = null; // what is missing: {lines, audio_ms, left_ms, fits}
  refusal = null; // why nothing can be made: the server's sentence
  #view;
  #server;
  #saving;
  #states = new Map();
  #pauses = new Map(); // key → silence after the line, in milliseconds
  #listening = false;
  #askedAt = 0;
  #place; // where one was listening last

  constructor({ view, server, saving, page }) {
    super();
    this.#view = view;
    this.#server = server;
    this.#saving = saving;
    this.#place = keptIn(localStorage, `lectern:place:${page.dataset.keep}`);
    this.player = new LessonPlayer({
      audio: page.querySelector("audio"),
      lines: () => this.#lines(),
      sound: (key) => this.#soundOf(key),
      ask: (key) => this.#make(key),
    });
    this.player.addEventListener("change", () => this.#showReading());
    this.player.key = this.#place.read()?.key ?? null;
  }

  // The states of all lines, or of some, from the server, and the silences after them.
  know(states, pauses = {}) {
    for (const state of states) this.#states.set(state.key, state);
    for (const [key, ms] of Object.entries(pauses)) this.#pauses.set(key, ms);
    showMarks(this.#view, { states: this.#states });
    this.player.update();
    this.dispatchEvent(new Event("change"));
  }

  // Hears of lines while they are made.
  listen() {
    if (this.#listening) return;
    this.#listening = true;
    this.#server.listen(
      ({ lines }) => this.know(lines),
      () => {
        this.#listening = false;
        this.count();
      },
    );
  }

  // How many lines can be played, of all that hold text; how many of them sound as they were
  // before a change; and whether any is being made.
  get progress() {
    const lines = this.#lines().filter(({ isPause }) => !isPause);
    const states = lines.map(({ key }) => this.#states.get(key) ?? {});
    const count = (test) => states.filter(test).length;
    return {
      all: lines.length,
      ready: count(({ playing }) => playing),
      changed: count(({ state }) => state === "changed"),
      isBusy: count(({ state }) => state === "waiting" || state === "making") > 0,
    };
  }

  // How many lines there are with words to speak, how many of them are not made as they are now,
  // and how long all of it lasts with its silences.
  get whole() {
    let [all, missing, ms] = [0, 0, 0];
    for (const { key, pauseMs, isPause } of this.#lines()) {
      const state = this.#states.get(key);
      if (!isPause && state?.cannot === "nothing_to_speak") continue;
      ms += pauseMs + (isPause ? 0 : (state?.ms ?? 0));
      if (isPause) continue;
      all += 1;
      if (state?.state !== "ready") missing += 1;
    }
    return { all, missing, ms };
  }

  playFromCursor() {
    const { $from } = this.#view.state.selection;
    const key = $from.node(1)?.attrs.key ?? this.#lines()[0]?.key;
    if (key) this.player.playFrom(key);
  }

  // Asks anew what is missing of the lesson.
  async count() {
    this.estimate = await this.#server.estimate().catch(() => null);
    this.dispatchEvent(new Event("change"));
  }

  // Has the line with the cursor made again, in another way.
  async sayDifferently() {
    const key = this.#view.state.selection.$from.node(1)?.attrs.key;
    if (!key) return;
    await this.#saving.flush();
    const { status, body } = await this.#server.sayDifferently(key);
    this.refusal = body.error?.message ?? null;
    if (status === 200) this.know([body.line]);
    this.listen();
    this.dispatchEvent(new Event("change"));
  }

  // Has everything made that is missing.
  makeAll = () => this.#make(null, true);

  async stop() {
    const { body } = await this.#server.stop();
    if (body.lines) this.know(body.lines);
  }

  // What was changed is no longer what the server last spoke of.
  textChanged() {
    this.#askedAt = 0;
  }

  #lines() {
    const lines = [];
    this.#view.state.doc.forEach((node) => {
      const { key, pauseMs } = node.attrs;
      const isPause = node.type.name === "pause";
      if (!isPause && !node.content.size) return;
      lines.push({ key, pauseMs: pauseMs ?? this.#pauses.get(key) ?? 0, isPause });
    });
    return lines;
  }

  #soundOf(key) {
    const digest = this.#states.get(key)?.playing;
    if (!digest) return null;
    return {
      digest,
      load: () => this.#server.sound(key, digest),
      words: async () => {
        const text = this.#textOf(key);
        const words = await this.#server.words(key, digest);
        return words.map((word) => ({
          ...word,
          start: unitAt(text, word.start),
          end: unitAt(text, word.end),
        }));
      },
    };
  }

  #textOf(key) {
    let text = "";
    this.#view.state.doc.forEach((node) => {
      if (node.attrs.key === key) text = node.textContent;
    });
    return text;
  }

  async #make(key, isWanted = false) {
    if (!isWanted && Date.now() - this.#askedAt < ASK_AGAIN_MS) return;
    this.#askedAt = Date.now();
    await this.#saving.flush();
    const answer = await this.#server.make(key ? { from: key } : {}).catch(() => null);
    this.refusal = answer?.body.error?.message ?? null;
    if (answer?.body.lines) this.know(answer.body.lines);
    this.listen();
    this.dispatchEvent(new Event("change"));
  }

  #showReading() {
    const { key, word, state } = this.player;
    const isRead = state === "playing" || state === "waiting" || state === "paused";
    showMarks(this.#view, { reading: isRead && key ? { key, word } : null });
    if (state === "playing") this.#place.write({ key });
    this.dispatchEvent(new Event("change"));
  }
}
