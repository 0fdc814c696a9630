// Which of several takes would make the best voice, and why.

const BY_VERDICT = ["good", "noise-heard", "quiet", "loud"];
const GOOD_LEVEL = -22;
// Differences that can be heard.
const NOISE_DB = 3;
const LEVEL_DB = 6;

// Of takes {verdict, figures, spots}: {best, reason, than}: the index of the best, in what it is better
// than the next best (`than`, an index): "verdict", "spots", "noise", "level" or "alike". Null for
// fewer than two.
export function bestTake(takes) {
  if (takes.length < 2) return null;
  const order = takes.map((_, i) => i).sort((a, b) => compared(takes[b], takes[a]) || b - a);
  const [best, than] = order;
  return { best, than, reason: reason(takes[best], takes[than]) };
}

function compared(a, b) {
  return (
    rank(b) - rank(a) ||
    b.spots.length - a.spots.length ||
    stepped(a.figures.snr - b.figures.snr, NOISE_DB) ||
    stepped(off(b) - off(a), LEVEL_DB)
  );
}

function reason(best, next) {
  if (rank(best) !== rank(next)) return "verdict";
  if (best.spots.length !== next.spots.length) return "spots";
  if (best.figures.snr - next.figures.snr >= NOISE_DB) return "noise";
  return off(next) - off(best) >= LEVEL_DB ? "level" : "alike";
}

function rank({ verdict }) {
  return BY_VERDICT.indexOf(verdict);
}

// How far the voice is from a good level, in dB.
function off({ figures }) {
  return Math.abs(figures.speech - GOOD_LEVEL);
}

function stepped(difference, least) {
  return Math.abs(difference) >= least ? difference : 0;
}
