// What to say about a recording, while it is read and afterwards.

// As screening's rules have them (voices/screening/thresholds.json).
export const LIMITS = {
  silenceDbfs: -60,
  quietDbfs: -48,
  leastSpeechSeconds: 2,
  flatTopsASecond: 3,
};
// A voice less than this far above the noise gets at least a warning.
export const NOISY_SNR = 17;
// Advice begins before screening refuses.
export const QUIETISH_DBFS = -42;
const LOUD_DBFS = -10;
const PAUSE_SECONDS = 2.5;

// Which of screening's codes fit: "silence", "too_little_speech", "too_quiet", "clipping", "noise".
export function codes(figures) {
  if (figures.speech < LIMITS.silenceDbfs) return ["silence"];
  return [
    figures.speechSeconds < LIMITS.leastSpeechSeconds && "too_little_speech",
    figures.speech < LIMITS.quietDbfs && "too_quiet",
    figures.flatTops > LIMITS.flatTopsASecond && "clipping",
    figures.snr < NOISY_SNR && "noise",
  ].filter(Boolean);
}

// What is wrong with a clip: "too-short", "no-speech", "loud", "quiet" or "noise-heard"; otherwise "good".
export function verdict(figures, minSeconds) {
  if (figures.seconds < minSeconds) return "too-short";
  const found = codes(figures);
  if (found.includes("silence") || found.includes("too_little_speech")) return "no-speech";
  if (found.includes("clipping")) return "loud";
  if (figures.speech < QUIETISH_DBFS) return "quiet";
  return found.includes("noise") ? "noise-heard" : "good";
}

// What to say at this moment of a reading (live_reading.js): "clipped", "too-loud", "nothing-heard",
// "too-quiet", "noisy", "go-on" while speech is heard, or null for nothing new.
export function advice(reading) {
  if (reading.clipped) return "clipped";
  if (reading.silentFor >= PAUSE_SECONDS) return "nothing-heard";
  if (!reading.speaking) return null;
  if (reading.speech > LOUD_DBFS) return "too-loud";
  if (reading.speech < QUIETISH_DBFS) return "too-quiet";
  return reading.snr < NOISY_SNR ? "noisy" : "go-on";
}
