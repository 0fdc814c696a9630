// What a recording sounds like, in the figures of the server's screening (voices/screening): level of
// the speech, noise beneath it, clipped waves, silence. It needs nothing of a browser, so that the
// audio worklet, the page and tests use the same. docs/screening.md says how well they agree.

import { FlatTops } from "./flat_tops.js";
import { levelOf, meanLevel, percentile, window } from "./levels.js";
import { lowPass } from "./low_pass.js";

export const HOP_SECONDS = 0.01;
const WINDOW_SECONDS = 0.032;
// Screening measures levels at 16 kHz: what lies above would count as noise.
const BAND_HZ = 7_600;
// In dBFS and dB; those of sound as in voices/decode/clip.py.
const FAINTEST_SOUND = -65;
const BELOW_LOUD_SOUND = 40;
const LEAST_RANGE = 9;
const ABOVE_NOISE = 0.4;
const BELOW_LOUD_SPEECH = 28;
// In frames of 10 ms.
const MARGIN = 10;
const BREATH = 16;
const LEAST_SPEECH = 60;

// Takes samples in [-1, 1] in order.
export class Meter {
  #rate;
  #band;
  #window;
  #levels = [];
  #rest = new Float32Array(0);
  #restBegins = 0;
  #samples = 0;
  #bandPeak = 0;
  #tops = [new FlatTops(1), new FlatTops(-1)];

  constructor(rate) {
    this.#rate = rate;
    this.#band = rate > 2 * BAND_HZ ? lowPass(BAND_HZ, rate) : (samples) => samples;
    this.#window = window(Math.round(WINDOW_SECONDS * rate));
  }

  get seconds() {
    return this.#samples / this.#rate;
  }

  // The RMS level (dBFS) of each 10 ms, in windows of 32 ms.
  get levels() {
    return this.#levels;
  }

  // Where waves are cut off: [[start, end], …] in seconds.
  get flatTops() {
    const runs = this.#tops.flatMap((each) => each.runs);
    return runs.map((run) => run.map((at) => at / this.#rate)).sort(([a], [b]) => a - b);
  }

  // Figures of all that was taken: see figures(). `flatTops` is their number a second.
  get figures() {
    const all = figures(this.#levels);
    // Clipped waves overshoot when they are resampled; the server then turns the whole clip down.
    const overshoot = 20 * Math.log10(Math.max(1, this.#bandPeak));
    const turnedDown = { speech: all.speech - overshoot, floor: all.floor - overshoot };
    return { ...all, ...turnedDown, flatTops: this.flatTops.length / Math.max(this.seconds, 0.1) };
  }

  add(samples) {
    for (const top of this.#tops) top.add(samples, this.#samples);
    this.#samples += samples.length;
    const heard = this.#band(samples);
    for (const sample of heard) this.#bandPeak = Math.max(this.#bandPeak, Math.abs(sample));
    this.#measure(heard);
  }

  // Adds the levels of the frames that are complete with these samples.
  #measure(samples) {
    const size = this.#window.length;
    const here = new Float32Array(this.#rest.length + samples.length);
    here.set(this.#rest);
    here.set(samples, this.#rest.length);
    const next = () =>
      Math.round(this.#levels.length * HOP_SECONDS * this.#rate) - this.#restBegins;
    while (next() + size <= here.length) {
      this.#levels.push(levelOf(here.subarray(next(), next() + size), this.#window));
    }
    const done = Math.min(next(), here.length);
    this.#rest = here.slice(done);
    this.#restBegins += done;
  }
}

// Figures of frames of 10 ms by their levels: seconds in all and of speech, the share of silence, the
// level of the speech and of the noise beneath it (dBFS), and how far apart these are (dB, up to 40).
// Silence before and after the sound is left out, as the server cuts it off.
export function figures(levels) {
  const [from, to] = soundSpan(levels);
  const sound = levels.slice(from, to);
  const sorted = Float32Array.from(sound).sort();
  const flags = speechFrames(sound);
  const spoken = sound.filter((_, i) => flags[i]);
  // Screening, too, takes the louder half where hardly any speech is heard.
  const half = sorted.subarray(Math.floor(sorted.length / 2));
  const speech = meanLevel(spoken.length >= LEAST_SPEECH ? spoken : half);
  const floor = meanLevel(sorted.subarray(0, Math.max(1, Math.floor(sorted.length / 10))));
  return {
    seconds: sound.length * HOP_SECONDS,
    speechSeconds: spoken.length * HOP_SECONDS,
    silentShare: sound.length ? 1 - spoken.length / sound.length : 1,
    speech,
    floor,
    snr: Math.max(-40, Math.min(40, speech - floor)),
  };
}

// Which frames are speech, judged by their levels alone: [boolean].
export function speechFrames(levels) {
  const sorted = Float32Array.from(levels).sort();
  const [low, high] = [percentile(sorted, 10), percentile(sorted, 95)];
  // Sound that never pauses is no speech.
  if (high - low < LEAST_RANGE || high < FAINTEST_SOUND) return levels.map(() => false);
  const limit = Math.max(low + ABOVE_NOISE * (high - low), high - BELOW_LOUD_SPEECH);
  const flags = levels.map((each) => each > limit);
  let last = -1;
  for (const [i, flag] of [...flags].entries()) {
    if (!flag) continue;
    if (last >= 0 && i - last <= BREATH) flags.fill(true, last, i);
    last = i;
  }
  return flags;
}

// The first frame of the sound and the one after its last; all frames if there is none.
export function soundSpan(levels) {
  const loud = percentile(Float32Array.from(levels).sort(), 95);
  const limit = Math.max(FAINTEST_SOUND, loud - BELOW_LOUD_SOUND);
  const sounds = (level) => level > limit;
  const first = levels.findIndex(sounds);
  if (first < 0) return [0, levels.length];
  const last = levels.length - 1 - [...levels].reverse().findIndex(sounds);
  return [Math.max(0, first - MARGIN), Math.min(levels.length, last + 1 + MARGIN)];
}
