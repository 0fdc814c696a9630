// Underlines the words that may be read wrong, and shows what of a line nobody hears. The server finds them in each line as it was saved;
// here they move with the text until it is saved again.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { unitAt } from "../lines/letters.js";

const doubts = new PluginKey("doubts");

// Nothing is drawn anew while letters are being composed.
export function underlineDoubts() {
  let waiting = {};
  let view = null;

  const flush = () => {
    if (view.composing) return setTimeout(flush, 50);
    const shown = waiting;
    waiting = {};
    view.dispatch(view.state.tr.setMeta(doubts, { shown }).setMeta("addToHistory", false));
  };

  return new Plugin({
    key: doubts,
    view(opened) {
      view = opened;
      return {};
    },
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, before) {
        let drawn = before;
        if (transaction.docChanged) {
          drawn = drawn.map(transaction.mapping, transaction.doc);
          if (!view?.composing) drawn = withoutChanged(drawn, transaction);
        }
        const { shown } = transaction.getMeta(doubts) ?? {};
        return shown ? redrawn(drawn, transaction.doc, shown) : drawn;
      },
    },
    props: {
      decorations: (state) => doubts.getState(state),
      handleDOMEvents: {
        compositionend() {
          setTimeout(flush);
          return false;
        },
      },
    },
    // For showDoubts.
    show(places) {
      Object.assign(waiting, places);
      flush();
    },
  });
}

// Shows the doubtful words of some lines, counted in characters: key → [[start, end, word, how it is
// read]]; what nobody hears has "unheard" besides, and the line a "note" of it.
export const showDoubts = (view, places) => doubts.get(view.state).spec.show(places);

// The doubtful word at a place, as {from, to}.
export const doubtAt = (state, at) =>
  doubts.getState(state).find(at, at, ({ isDoubt }) => isDoubt)[0];

function redrawn(before, doc, shown) {
  let drawn = before;
  const added = [];
  doc.forEach((line, at) => {
    const places = shown[line.attrs.key];
    if (!places) return;
    drawn = drawn.remove(drawn.find(at, at + line.nodeSize));
    const text = line.textContent;
    for (const [start, end, word, title, kind] of places) {
      if (kind === "note") {
        const end = at + line.nodeSize - 1;
        added.push(Decoration.widget(end, noteOf(title), { side: 1, word: "", key: title }));
        continue;
      }
      const [from, to] = [unitAt(text, start), unitAt(text, end)];
      // Text that was changed since is looked at when it is saved.
      if (text.slice(from, to) !== word) continue;
      const look = { class: kind ?? (title ? "doubt ambiguous" : "doubt") };
      if (title) look.title = title;
      const about = { word, isDoubt: !kind };
      added.push(Decoration.inline(at + 1 + from, at + 1 + to, look, about));
    }
  });
  return drawn.add(doc, added);
}

const noteOf = (says) => () => {
  const note = document.createElement("small");
  note.className = "unheard-note";
  note.contentEditable = "false";
  note.textContent = says;
  return note;
};

// A word that is no longer what it was is looked at again when it is saved.
function withoutChanged(drawn, transaction) {
  const gone = [];
  transaction.mapping.maps.forEach((map, step) => {
    const rest = transaction.mapping.slice(step + 1);
    map.forEach((_from, _to, newFrom, newTo) => {
      for (const each of drawn.find(rest.map(newFrom, -1), rest.map(newTo, 1))) {
        if (transaction.doc.textBetween(each.from, each.to) !== each.spec.word) gone.push(each);
      }
    });
  });
  return gone.length ? drawn.remove(gone) : drawn;
}
