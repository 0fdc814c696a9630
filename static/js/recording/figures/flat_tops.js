// Finds waves that are cut off: runs of samples within 0.1 % of the greatest of one sign.

const NEAR = 0.999;
const LEAST = 3;
// In a silent room the few steps of a faint sound are all equally high.
const FAINTEST_TOP = 0.05;

export class FlatTops {
  // [[start, end], …] in samples from the first one on.
  runs = [];
  #sign;
  #top = 0;
  #begins = null;

  // `sign` is 1 for the tops of waves, -1 for their bottoms.
  constructor(sign) {
    this.#sign = sign;
  }

  // Takes samples that begin at the place `start`.
  add(samples, start) {
    for (let i = 0; i < samples.length; i++) this.#add(samples[i] * this.#sign, start + i);
  }

  #add(height, at) {
    if (height > this.#top) {
      // By a greater one those before turn out to be ordinary waves.
      if (height * NEAR > this.#top) {
        this.runs = [];
        this.#begins = null;
      }
      this.#top = height;
    }
    if (height > 0 && height >= NEAR * this.#top) {
      this.#begins ??= at;
    } else if (this.#begins !== null) {
      const long = at - this.#begins >= LEAST && this.#top > FAINTEST_TOP;
      if (long) this.runs.push([this.#begins, at]);
      this.#begins = null;
    }
  }
}
