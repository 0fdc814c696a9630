// What the keyboard and the toolbar do to lines.

import { Selection, TextSelection } from "prosemirror-state";
import { newKey } from "./keys.js";
import { schema } from "./schema.js";

// Enter: the line is cut where the cursor is. What is set for it holds for both; the first part
// keeps the key. A heading is followed by a sentence.
export function splitLine(state, dispatch) {
  const { $from } = state.selection;
  if ($from.parent.type !== schema.nodes.line) return false;
  if (!dispatch) return true;
  const change = state.tr.deleteSelection();
  const at = change.mapping.map($from.pos);
  const { parent, parentOffset } = change.doc.resolve(at);
  const kind = parentOffset === parent.content.size ? "sentence" : parent.attrs.kind;
  const attrs = { ...parent.attrs, kind, key: newKey() };
  change.split(at, 1, [{ type: schema.nodes.line, attrs }]);
  change.setNodeAttribute(change.doc.resolve(at).before(1), "endsParagraph", false);
  dispatch(change.scrollIntoView());
  return true;
}

// Backspace at the beginning of a line: it is joined to the line before, which keeps its key. A
// pause before it is removed.
export function joinBackward(state, dispatch) {
  const { $cursor } = state.selection;
  if (!$cursor || $cursor.parentOffset > 0 || $cursor.depth === 0) return false;
  const at = $cursor.before();
  const before = state.doc.resolve(at).nodeBefore;
  if (!before) return false;
  if (!dispatch) return true;
  const change = state.tr;
  if (before.type === schema.nodes.pause) {
    change.delete(at - before.nodeSize, at);
  } else {
    join(change, at, before, $cursor.parent);
  }
  dispatch(change.scrollIntoView());
  return true;
}

// Delete at the end of a line: the next one is joined to it.
export function joinForward(state, dispatch) {
  const { $cursor } = state.selection;
  if (!$cursor || $cursor.depth === 0) return false;
  if ($cursor.parentOffset < $cursor.parent.content.size) return false;
  const at = $cursor.after();
  const after = state.doc.resolve(at).nodeAfter;
  if (!after) return false;
  if (!dispatch) return true;
  const change = state.tr;
  if (after.type === schema.nodes.pause) change.delete(at, at + after.nodeSize);
  else join(change, at, $cursor.parent, after);
  dispatch(change.scrollIntoView());
  return true;
}

// English words need a space between them that the cut between two lines stood for.
function join(change, at, before, after) {
  const needsSpace =
    /[\p{L}\p{N}.,!?;:]$/u.test(before.textContent) &&
    /^[\p{Script=Latin}\d]/u.test(after.textContent);
  change.join(at);
  if (needsSpace) change.insertText(" ", at - 1);
  const joined = change.doc.resolve(at - 1);
  change.setNodeAttribute(joined.before(), "endsParagraph", after.attrs.endsParagraph);
  if (!before.content.size) change.setNodeAttribute(joined.before(), "kind", after.attrs.kind);
}

// Sets attributes of all selected lines ({voice: "Anna"}; null follows the lesson again).
export function setOnLines(attributes) {
  return (state, dispatch) => {
    const places = selectedLines(state);
    if (!places.length) return false;
    if (dispatch) {
      const change = state.tr;
      for (const at of places) {
        for (const [name, value] of Object.entries(attributes)) {
          change.setNodeAttribute(at, name, value);
        }
      }
      dispatch(change);
    }
    return true;
  };
}

// Makes the selected lines headings, or sentences where they all are headings.
export function toggleHeading(state, dispatch) {
  const places = selectedLines(state);
  const all = places.every((at) => state.doc.nodeAt(at).attrs.kind === "heading");
  return setOnLines({ kind: all ? "sentence" : "heading" })(state, dispatch);
}

// Inserts a pause after the line that the cursor is in.
export function insertPause(state, dispatch) {
  const { $to } = state.selection;
  if (dispatch) {
    const at = $to.depth ? $to.after(1) : $to.pos;
    dispatch(state.tr.insert(at, schema.node("pause", { key: newKey() })).scrollIntoView());
  }
  return true;
}

// Moves the selected lines over the line before (-1) or after (+1) them.
export function moveLines(step) {
  return (state, dispatch) => {
    const { $from, $to } = state.selection;
    if (!$from.depth || !$to.depth) return false;
    const [first, end] = [$from.before(1), $to.after(1)];
    const neighbour =
      step < 0 ? state.doc.resolve(first).nodeBefore : state.doc.resolve(end).nodeAfter;
    if (!neighbour) return false;
    if (dispatch) {
      const change = state.tr;
      const shift = step * neighbour.nodeSize;
      if (step < 0) change.delete(first - neighbour.nodeSize, first);
      else change.delete(end, end + neighbour.nodeSize);
      change.insert(step < 0 ? end - neighbour.nodeSize : first, neighbour);
      const selection = state.selection;
      change.setSelection(
        TextSelection.create(change.doc, selection.anchor + shift, selection.head + shift),
      );
      dispatch(change.scrollIntoView());
    }
    return true;
  };
}

// Moves whole lines, {from, to}, to where the lines before the position `at` end.
export function moveLinesTo({ from, to }, at) {
  return (state, dispatch) => {
    if (at >= from && at <= to) return false;
    if (dispatch) {
      const { content } = state.doc.slice(from, to);
      const change = state.tr.delete(from, to);
      const place = change.mapping.map(at);
      change.insert(place, content);
      change.setSelection(Selection.near(change.doc.resolve(place + 1)));
      dispatch(change.scrollIntoView());
    }
    return true;
  };
}

// Puts the cursor at the beginning of the line with this key; false where there is none.
export function goToLine(key) {
  return (state, dispatch) => {
    let place = null;
    state.doc.forEach((node, at) => {
      if (node.attrs.key === key) place = at;
    });
    if (place === null) return false;
    dispatch?.(
      state.tr.setSelection(Selection.near(state.doc.resolve(place + 1))).scrollIntoView(),
    );
    return true;
  };
}

// Positions of the lines that the selection touches.
export function selectedLines(state) {
  const places = [];
  const { from, to } = state.selection;
  state.doc.nodesBetween(from, to, (node, at) => {
    if (node.type === schema.nodes.line) places.push(at);
    return node === state.doc;
  });
  return places;
}
