// Records a passage: level, time, listening to it, recording again.

import { clock } from "./clock.js";
import { Level } from "./level.js";
import { listen, MicrophoneError } from "./microphone.js";
import { wav } from "./wav.js";

// Below this peak a clip is mostly hiss; above it, for this share of samples, it is distorted.
const QUIET_PEAK = 0.05;
const LOUD_PEAK = 0.99;
const LOUD_SHARE = 0.002;

// What is wrong with a clip: "too-short", "quiet" or "loud"; otherwise "good".
export function judge(samples, rate, minSeconds) {
  if (samples.length / rate < minSeconds) return "too-short";
  let [peak, loud] = [0, 0];
  for (const sample of samples) {
    const height = Math.abs(sample);
    if (height > peak) peak = height;
    if (height >= LOUD_PEAK) loud++;
  }
  if (peak < QUIET_PEAK) return "quiet";
  return loud / samples.length > LOUD_SHARE ? "loud" : "good";
}

// Sends "recorded" when there is a clip (in `file`) and "discarded" when there is none any more.
export class Recorder extends EventTarget {
  file = null;
  #root;
  #parts;
  #level;
  #microphone = null;
  #blocks = [];
  #samples = 0;

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
      playback: part("playback"),
    };
    root.hidden = false;
    this.#level = new Level(part("level"));
    this.#parts.start.addEventListener("click", () => this.#begin());
    this.#parts.stop.addEventListener("click", () => this.#end());
  }

  get recording() {
    return this.#microphone !== null;
  }

  discard() {
    this.file = null;
    URL.revokeObjectURL(this.#parts.playback.src);
    this.#parts.playback.removeAttribute("src");
    this.#parts.playback.hidden = true;
    this.dispatchEvent(new Event("discarded"));
  }

  async #begin() {
    const { start, stop } = this.#parts;
    this.#parts.playback.pause();
    start.disabled = true;
    try {
      const { worklet } = this.#root.dataset;
      this.#microphone = await listen(worklet, (block) => this.#take(block));
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      this.#say(error.reason, "bad");
      return;
    } finally {
      start.disabled = false;
    }
    this.discard();
    [this.#blocks, this.#samples] = [[], 0];
    this.#level.clear();
    this.#say("go-on");
    start.hidden = true;
    stop.hidden = false;
    stop.focus();
  }

  #take(block) {
    if (!this.#microphone) return;
    this.#blocks.push(block);
    this.#samples += block.length;
    this.#level.add(block);
    const seconds = this.#samples / this.#microphone.rate;
    const { minSeconds, maxSeconds } = this.#root.dataset;
    this.#parts.elapsed.value = clock(Math.floor(seconds));
    this.#parts.time.value = seconds;
    if (seconds >= Number(minSeconds) * 2) this.#say("enough", "good");
    // The server measures too, and after decoding: stay a little below its limit.
    if (seconds >= Number(maxSeconds) - 0.5) this.#end();
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
    const { start, startLabel, stop, playback } = this.#parts;
    stop.hidden = true;
    start.hidden = false;
    start.classList.add("secondary", "outline");
    startLabel.textContent = startLabel.dataset.again;
    start.focus();
    const verdict = judge(samples, rate, Number(this.#root.dataset.minSeconds));
    this.#say(verdict, verdict === "good" ? "good" : "bad");
    if (verdict === "too-short") return;
    this.file = new File([wav(samples, rate)], "recording.wav", { type: "audio/wav" });
    playback.src = URL.createObjectURL(this.file);
    playback.hidden = false;
    this.dispatchEvent(new Event("recorded"));
  }

  #say(what, tone = "") {
    const { says } = this.#parts;
    const sentence = this.#root.getAttribute(`data-${what}`);
    // A status that is set again is read aloud again.
    if (says.textContent !== sentence) says.textContent = sentence;
    says.dataset.tone = tone;
  }
}
