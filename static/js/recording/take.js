// One recording with all that is said about it.

import { Meter } from "./figures/meter.js";
import { spotsOf } from "./figures/spots.js";
import { verdict } from "./figures/verdict.js";
import { wav } from "./wav.js";

export { readWav } from "./wav.js";

// A take {key, samples, rate, file, figures, verdict, spots} of samples in [-1, 1]. `key` is its name
// wherever it is kept or sent: what is sent twice by one key is taken once.
export function takeOf(samples, rate, minSeconds, key = crypto.randomUUID()) {
  const meter = new Meter(rate);
  meter.add(samples);
  const { figures } = meter;
  const file = new File([wav(samples, rate)], "recording.wav", { type: "audio/wav" });
  const found = verdict(figures, minSeconds);
  return { key, samples, rate, file, figures, verdict: found, spots: spotsOf(meter) };
}
