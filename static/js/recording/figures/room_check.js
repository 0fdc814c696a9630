// Checks a microphone before a recording: two seconds of silence, then a sentence.

import { meanLevel, percentile } from "./levels.js";
import { Meter } from "./meter.js";
import { LIMITS, NOISY_SNR, QUIETISH_DBFS } from "./verdict.js";

// In frames of 10 ms. Microphones click when they are opened.
const CLICK = 30;
const SILENCE = 200;
const SPEECH = 150;
const WAIT = 800;
const TRIES = 3;
// In dB.
const STEADY = 15;
const ABOVE_ROOM = 10;
const FAIR_SNR = 25;

// Takes samples until `phase` is "done": "silence" (nothing should be said), then "speech". Then
// `result` is "loud", "nothing", "quiet", "noisy", "fair" or "good", and `noise` and `speech` are levels
// in dBFS.
export class RoomCheck {
  phase = "silence";
  interrupted = false;
  result = null;
  noise = null;
  speech = null;
  #meter;
  #since = CLICK;
  #tries = 0;

  constructor(rate) {
    this.#meter = new Meter(rate);
  }

  add(samples) {
    this.#meter.add(samples);
    const here = this.#meter.levels.slice(this.#since);
    if (this.phase === "silence" && here.length >= SILENCE) this.#measureRoom(here);
    else if (this.phase === "speech") this.#measureSpeech(here);
  }

  #measureRoom(levels) {
    const sorted = Float32Array.from(levels).sort();
    this.#since = this.#meter.levels.length;
    this.#tries++;
    const steady = percentile(sorted, 95) - percentile(sorted, 10) < STEADY;
    this.interrupted = !steady && percentile(sorted, 95) > LIMITS.silenceDbfs;
    if (this.interrupted && this.#tries < TRIES) return;
    this.interrupted = false;
    this.noise = meanLevel(sorted.subarray(0, sorted.length / 2));
    this.phase = "speech";
  }

  #measureSpeech(levels) {
    const least = Math.max(this.noise + ABOVE_ROOM, LIMITS.silenceDbfs);
    const spoken = levels.filter((level) => level > least);
    if (spoken.length < SPEECH && levels.length < WAIT) return;
    this.phase = "done";
    this.speech = meanLevel(spoken);
    this.result = this.#judged(spoken.length);
  }

  #judged(spoken) {
    if (spoken < SPEECH / 2) return "nothing";
    if (this.#meter.flatTops.length > LIMITS.flatTopsASecond) return "loud";
    if (this.speech < QUIETISH_DBFS) return "quiet";
    const snr = this.speech - this.noise;
    if (snr < NOISY_SNR) return "noisy";
    return snr < FAIR_SNR ? "fair" : "good";
  }
}
