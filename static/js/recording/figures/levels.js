// Levels in dBFS of frames of samples, and means of them.

const LOWEST = -120;
const LEAST_POWER = 1e-12;

// A Hann window of `size` samples.
export function window(size) {
  const hann = (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size);
  return Float32Array.from({ length: size }, hann);
}

// The RMS level of a frame in a window, without its mean: what the bins of a spectrum above the first
// add up to (Parseval), as in voices/screening/recording.py.
export function levelOf(frame, window) {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < frame.length; i++) {
    const sample = frame[i] * window[i];
    sum += sample;
    squares += sample * sample;
  }
  const size = frame.length;
  // 0.375 of the power is left by a Hann window.
  const power = (size * squares - sum * sum) / (size * size * 0.375);
  return 10 * Math.log10(Math.max(0, power) + LEAST_POWER);
}

// The level of the mean power of frames; -120 of none.
export function meanLevel(levels) {
  if (!levels.length) return LOWEST;
  let power = 0;
  for (const each of levels) power += 10 ** (each / 10);
  return 10 * Math.log10(power / levels.length + LEAST_POWER);
}

export function percentile(sorted, percent) {
  if (!sorted.length) return LOWEST;
  return sorted[Math.round(((sorted.length - 1) * percent) / 100)];
}
