// Hands what the microphone gives to the page, in blocks of 2048 samples, and what is heard in it.

import { liveReading } from "./figures/live_reading.js";
import { Meter } from "./figures/meter.js";

const BLOCK = 2048;
// How often what is heard is said anew, in blocks: every 0.2 s at 48 kHz.
const EVERY = 5;

class Capture extends AudioWorkletProcessor {
  #block = new Float32Array(BLOCK);
  #filled = 0;
  #blocks = 0;
  #meter = new Meter(sampleRate);

  process([channels]) {
    const samples = channels[0];
    if (!samples) return true;
    let taken = 0;
    while (taken < samples.length) {
      const part = samples.subarray(taken, taken + BLOCK - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled === BLOCK) this.#hand();
    }
    return true;
  }

  #hand() {
    this.#meter.add(this.#block);
    this.#blocks++;
    const reading = this.#blocks % EVERY ? null : liveReading(this.#meter);
    this.port.postMessage({ samples: this.#block, reading }, [this.#block.buffer]);
    this.#block = new Float32Array(BLOCK);
    this.#filled = 0;
  }
}

registerProcessor("capture", Capture);
