// The places of a recording that could be better: cut off, too quiet, long silence, noise.

import { meanLevel, percentile } from "./levels.js";
import { HOP_SECONDS, soundSpan, speechFrames } from "./meter.js";
import { NOISY_SNR, QUIETISH_DBFS } from "./verdict.js";

const LEAST_FLAT_TOPS = 4;
const CLOSE_SECONDS = 0.25;
const QUIET_BELOW_DB = 14;
const QUIET_SECONDS = 0.7;
// Speech is never as steady.
const STEADY_DB = 6;
const SILENCE_SECONDS = 1.2;
const NOISE_SECONDS = 0.25;
// In frames of 10 ms.
const PHRASE = 50;
// Speech begins softly and dies away.
const EDGE = 12;

// [{kind: "clipped" | "quiet" | "silence" | "noise", start, end}] in seconds, in order of time, of what
// a meter has taken.
export function spotsOf(meter) {
  const { levels, flatTops, figures } = meter;
  const [from, to] = soundSpan(levels);
  const speech = speechFrames(levels.slice(from, to));
  const here = { levels: levels.slice(from, to), speech, from };
  const faint = quiet(here, figures);
  const hum = steady(here, faint);
  const cut = flatTops.length >= LEAST_FLAT_TOPS ? joined(flatTops) : [];
  return [
    ...cut.map(([start, end]) => ({ kind: "clipped", start, end })),
    ...marked(
      "quiet",
      here,
      faint.map((flag, i) => flag && !hum[i]),
      QUIET_SECONDS,
    ),
    ...marked("silence", here, silent(here), SILENCE_SECONDS),
    ...marked(
      "noise",
      here,
      noisy(here, figures).map((flag, i) => flag || hum[i]),
      NOISE_SECONDS,
    ),
  ].sort((a, b) => a.start - b.start);
}

function quiet({ levels, speech }, figures) {
  const least = Math.max(QUIETISH_DBFS, figures.speech - QUIET_BELOW_DB);
  return levels.map((_, i) => {
    if (!speech[i]) return false;
    const [first, after] = [Math.max(0, i - PHRASE / 2), i + PHRASE / 2];
    const spoken = levels.slice(first, after).filter((_, j) => speech[first + j]);
    return meanLevel(spoken) < least;
  });
}

// Which of these frames are of a steady sound that was taken for speech.
function steady({ levels }, flags) {
  return flags.map((flag, i) => {
    if (!flag) return false;
    const around = levels.slice(Math.max(0, i - PHRASE / 2), i + PHRASE / 2);
    const sorted = Float32Array.from(around).sort();
    return percentile(sorted, 90) - percentile(sorted, 10) < STEADY_DB;
  });
}

// Before the first word and after the last one the server cuts silence off.
function silent({ speech }) {
  const [first, last] = [speech.indexOf(true), speech.lastIndexOf(true)];
  return speech.map((flag, i) => !flag && i > first && i < last);
}

function noisy({ levels, speech }, figures) {
  const near = speech.map((_, i) => speech.slice(Math.max(0, i - EDGE), i + EDGE).includes(true));
  return levels.map((level, i) => !near[i] && level > figures.speech - NOISY_SNR);
}

function marked(kind, { from }, flags, least) {
  const spots = [];
  let begins = null;
  for (const [i, flag] of [...flags, false].entries()) {
    if (flag) begins ??= i;
    else if (begins !== null) {
      const [start, end] = [(from + begins) * HOP_SECONDS, (from + i) * HOP_SECONDS];
      if (end - start >= least) spots.push({ kind, start, end });
      begins = null;
    }
  }
  return spots;
}

// Spans that lie close together as one.
function joined(spans) {
  const out = [];
  for (const [start, end] of spans) {
    const last = out.at(-1);
    if (last && start - last[1] <= CLOSE_SECONDS) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}
