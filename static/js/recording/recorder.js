// Records a passage: level, time, advice while it is read. Every recording is kept as a take.

import { clock } from "../clock.js";
import { advice } from "./figures/verdict.js";
import { Level } from "./level.js";
import { listen, MicrophoneError } from "./microphone.js";
import { Takes } from "./takes.js";

// How long advice stays at least, so that it can be read.
const ADVICE_SECONDS = 2;

// Sends "recorded" when a take is to be used (its `file`) and "discarded" when there is none any more.
export class Recorder extends EventTarget {
  takes;
  #root;
  #parts;
  #level;
  #microphone = null;
  #blocks = [];
  #samples = 0;
  #check = null;
  #takeOf;
  #advised = { what: "", at: 0 };

  constructor(root) {
    super();
    this.#root = root;
    const part = (name) => root.querySelector(`[data-${name}]`);
    this.#parts = {
      start: part("start"),
      startLabel: part("start-label"),
      stop: part("stop"),
      time: part("time"),
      elapsed: part("elapsed"),
      says: part("says"),
    };
    root.hidden = false;
    this.#level = new Level(part("level"));
    // It is loaded when it is asked for.
    part("check-start").addEventListener("click", () => this.#openCheck(part("check")), {
      once: true,
    });
    this.takes = new Takes(part("takes"));
    this.takes.addEventListener("chosen", () => this.dispatchEvent(new Event("recorded")));
    this.takes.addEventListener("emptied", () => this.dispatchEvent(new Event("discarded")));
    this.#parts.start.addEventListener("click", () => this.#begin());
    this.#parts.stop.addEventListener("click", () => this.#end());
  }

  get recording() {
    return this.#microphone !== null;
  }

  get minSeconds() {
    return Number(this.#root.dataset.minSeconds);
  }

  get file() {
    return this.takes.chosen?.file ?? null;
  }

  async #begin() {
    const { start, stop } = this.#parts;
    this.takes.pause();
    this.#check?.close();
    start.disabled = true;
    try {
      const { worklet } = this.#root.dataset;
      // It is loaded before anything is recorded: the network may be gone when it is needed.
      this.#takeOf = (await import("./take.js")).takeOf;
      this.#microphone = await listen(worklet, (...heard) => this.#take(...heard));
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      this.#say(error.reason, "bad");
      return;
    } finally {
      start.disabled = false;
    }
    [this.#blocks, this.#samples] = [[], 0];
    this.#level.clear();
    this.#say("begin");
    this.#advised = { what: "begin", at: 0 };
    this.#check?.list();
    start.hidden = true;
    stop.hidden = false;
    stop.focus();
  }

  async #openCheck(part) {
    const { MicrophoneCheck } = await import("./microphone_check.js");
    this.#check = new MicrophoneCheck(part, this.#root.dataset.worklet, this.#root);
    this.#check.begin();
  }

  #take(block, reading) {
    if (!this.#microphone) return;
    this.#blocks.push(block);
    this.#samples += block.length;
    this.#level.add(block);
    const seconds = this.#samples / this.#microphone.rate;
    const { maxSeconds } = this.#root.dataset;
    this.#parts.elapsed.value = clock(Math.floor(seconds));
    this.#parts.time.value = seconds;
    if (reading) this.#advise(reading, seconds >= this.minSeconds * 2);
    // The server measures too, and after decoding: stay a little below its limit.
    if (seconds >= Number(maxSeconds) - 0.5) this.#end();
  }

  // One line at a time, and each long enough to be read.
  #advise(reading, enough) {
    const found = advice(reading);
    const what = found === "go-on" && enough ? "enough" : found;
    const { what: last, at } = this.#advised;
    if (!what || what === last) return;
    const calm = ["begin", "go-on", "enough"];
    if (!calm.includes(last) && reading.at - at < ADVICE_SECONDS) return;
    this.#advised = { what, at: reading.at };
    this.#say(what, calm.includes(what) ? "" : "bad");
  }

  #end() {
    const { rate } = this.#microphone;
    this.#microphone.close();
    this.#microphone = null;
    const samples = new Float32Array(this.#samples);
    let at = 0;
    for (const block of this.#blocks) {
      samples.set(block, at);
      at += block.length;
    }
    this.#blocks = [];
    const { start, startLabel, stop } = this.#parts;
    stop.hidden = true;
    start.hidden = false;
    start.classList.add("secondary", "outline");
    startLabel.textContent = startLabel.dataset.again;
    start.focus();
    const take = this.#takeOf(samples, rate, this.minSeconds);
    this.#say(take.verdict, take.verdict === "good" ? "good" : "bad");
    if (take.verdict !== "too-short" && take.verdict !== "no-speech") this.takes.add(take);
  }

  #say(what, tone = "") {
    const { says } = this.#parts;
    const sentence = this.#root.getAttribute(`data-${what}`);
    // A status that is set again is read aloud again.
    if (says.textContent !== sentence) says.textContent = sentence;
    says.dataset.tone = tone;
  }
}
