// What is heard at this moment, from the last seconds of a meter.

import { figures, HOP_SECONDS, speechFrames } from "./meter.js";

const LAST_SECONDS = 6;
const JUST_NOW_SECONDS = 0.5;
const CLIPPED_SECONDS = 2;

// `speaking`: whether speech was heard just now; `silentFor`: for how many seconds it was not;
// `clipped`: whether waves were cut off lately; beside them the figures of the last 6 s.
export function liveReading(meter) {
  const levels = meter.levels.slice(-LAST_SECONDS / HOP_SECONDS);
  const last = speechFrames(levels).lastIndexOf(true);
  const silentFor = (levels.length - 1 - last) * HOP_SECONDS;
  const since = meter.seconds - CLIPPED_SECONDS;
  return {
    ...figures(levels),
    at: meter.seconds,
    speaking: last >= 0 && silentFor <= JUST_NOW_SECONDS,
    silentFor,
    clipped: meter.flatTops.filter(([start]) => start > since).length > 3,
  };
}
