// Readings that are set for words of a line, "only here": marks in the text, which undo takes back.

import { Plugin } from "prosemirror-state";
import { schema } from "../lines/schema.js";

// Takes a reading away as soon as its word is written in another way. Not while letters are being
// composed, which a change of their marks would break off; such a reading is not saved anyway.
export function dropStaleReadings() {
  const seen = new WeakSet(); // lines without a stale reading
  let view = null;
  return new Plugin({
    view(opened) {
      view = opened;
      return {};
    },
    appendTransaction(transactions, _before, state) {
      if (view?.composing || !transactions.some(({ docChanged }) => docChanged)) return null;
      const change = state.tr;
      state.doc.forEach((line, at) => {
        if (seen.has(line)) return;
        line.forEach((piece, offset) => {
          const from = at + 1 + offset;
          for (const mark of piece.marks) {
            if (mark.attrs.word !== piece.text) {
              change.removeMark(from, from + piece.nodeSize, mark);
            }
          }
        });
        seen.add(line);
      });
      return change.docChanged ? change : null;
    },
  });
}

// Sets how the letters from `from` to `to` are read: {kind, value}; null for no reading of theirs.
export function setReading({ from, to }, reading) {
  return (state, dispatch) => {
    const word = state.doc.textBetween(from, to);
    if (!word) return false;
    if (dispatch) {
      const change = state.tr;
      removeOverlapping(change, state.doc, from, to);
      if (reading) {
        const { kind, value } = reading;
        const mark = schema.mark("reading", {
          kind,
          value,
          word,
          place: placeFor(state.doc, from),
        });
        change.addMark(from, to, mark);
      }
      dispatch(change);
    }
    return true;
  };
}

// The word that the selection is, or that the cursor is in: {from, to}; null where there is none.
// One with a reading, or which `doubtAt(state, at)` knows, goes before what the language's rules find.
export function wordAtSelection(state, language, doubtAt) {
  const { $from, $to, empty } = state.selection;
  if ($from.parent.type !== schema.nodes.line || !$from.sameParent($to)) return null;
  if (!empty) return trimmed(state.doc, $from.pos, $to.pos);
  const known = readingAt($from) ?? doubtAt(state, $from.pos);
  if (known) return { from: known.from, to: known.to };
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  const at = $from.parentOffset;
  const found = Array.from(segmenter.segment($from.parent.textContent)).findLast(
    ({ segment, index, isWordLike }) => isWordLike && index <= at && at <= index + segment.length,
  );
  if (!found) return null;
  const from = $from.start() + found.index;
  return { from, to: from + found.segment.length };
}

function readingAt({ parent, pos, parentOffset }) {
  const begins = pos - parentOffset;
  let found = null;
  parent.forEach((piece, offset) => {
    const isThere = offset <= parentOffset && parentOffset <= offset + piece.nodeSize;
    if (isThere && piece.marks.length) {
      found = { from: begins + offset, to: begins + offset + piece.nodeSize };
    }
  });
  return found;
}

function trimmed(doc, from, to) {
  const text = doc.textBetween(from, to);
  const start = from + text.length - text.trimStart().length;
  const end = to - (text.length - text.trimEnd().length);
  return start < end ? { from: start, to: end } : null;
}

// A reading is of a whole word: what overlaps goes as a whole.
function removeOverlapping(change, doc, from, to) {
  doc.nodesBetween(from, to, (node, at) => {
    if (node.isText) {
      for (const mark of node.marks) change.removeMark(at, at + node.nodeSize, mark);
    }
  });
}

// A number that no reading of this line has.
function placeFor(doc, at) {
  let highest = -1;
  doc.resolve(at).parent.forEach(({ marks }) => {
    for (const { attrs } of marks) highest = Math.max(highest, attrs.place);
  });
  return highest + 1;
}
