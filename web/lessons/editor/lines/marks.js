// What the editor shows of each line: its reader, how far it is made, and which words are read.

import { Plugin, PluginKey } from "prosemirror-state";
import { AttrStep } from "prosemirror-transform";
import { Decoration, DecorationSet } from "prosemirror-view";

const marks = new PluginKey("marks");

// `readers`: voice → name; `reasons`: code → why a line can't be made, in words.
export function lineMarks(readers, reasons) {
  return new Plugin({
    key: marks,
    state: {
      init: (_, state) => draw({ states: new Map(), reading: null }, state.doc),
      apply(transaction, before, _, { doc }) {
        const shown = transaction.getMeta(marks);
        if (!shown && !transaction.docChanged) return before;
        const now = { ...before, ...shown };
        return draw(now, doc, shown?.states || !isTyping(transaction) ? null : transaction);
      },
    },
    props: {
      // For the style: a rule that looks for readers in all lines would look at each letter.
      attributes: (state) => (marks.getState(state).hasReaders ? { class: "with-readers" } : {}),
      decorations(state) {
        const { lines, reading } = marks.getState(state).drawn;
        // A copy: adding takes the decorations out of the list.
        return reading.length ? lines.add(state.doc, [...reading]) : lines;
      },
    },
  });

  // With the transaction of somebody's typing, what is drawn of the lines only moves.
  function draw(now, doc, typing = null) {
    const lines = typing
      ? now.drawn.lines.map(typing.mapping, doc)
      : DecorationSet.create(doc, ofLines(doc, now.states));
    const hasReaders = typing ? now.hasReaders : anyReader(doc);
    return { ...now, hasReaders, drawn: { lines, reading: ofReading(doc, now.reading) } };
  }

  function ofLines(doc, states) {
    const decorations = [];
    doc.forEach((node, at) => {
      const { key, speaker, voice } = node.attrs;
      const { state = "none", cannot } = states.get(key) ?? {};
      const attributes = { "data-state": state };
      if (cannot) attributes["data-why"] = reasons[cannot] ?? cannot;
      if (speaker) attributes["data-reader"] = speaker;
      if (voice) attributes["data-reader"] = readers.get(voice) ?? "?";
      decorations.push(Decoration.node(at, at + node.nodeSize, attributes));
    });
    return decorations;
  }
}

// Shows `states` (key → {state, cannot}), or what is read: {key, word: {start, end} or null}.
export function showMarks(view, shown) {
  view.dispatch(view.state.tr.setMeta(marks, shown).setMeta("addToHistory", false));
}

function anyReader(doc) {
  let found = false;
  doc.forEach(({ attrs }) => {
    found ||= Boolean(attrs.speaker || attrs.voice);
  });
  return found;
}

function isTyping(transaction) {
  const isSame = transaction.before.childCount === transaction.doc.childCount;
  return isSame && !transaction.steps.some((step) => step instanceof AttrStep);
}

function ofReading(doc, reading) {
  const decorations = [];
  if (!reading) return decorations;
  doc.forEach((node, at) => {
    if (node.attrs.key !== reading.key) return;
    decorations.push(Decoration.node(at, at + node.nodeSize, { class: "being-read" }));
    const { word } = reading;
    if (word && word.end <= node.content.size) {
      const [from, to] = [at + 1 + word.start, at + 1 + word.end];
      decorations.push(Decoration.inline(from, to, { class: "word" }));
    }
  });
  return decorations;
}
