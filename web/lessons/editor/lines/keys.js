// Names of lines. A line keeps its key for life, wherever it moves; a copy gets a new one.

import { Plugin } from "prosemirror-state";

const LENGTH = 10;
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

export function newKey() {
  const random = crypto.getRandomValues(new Uint8Array(LENGTH));
  return Array.from(random, (byte) => LETTERS[byte % LETTERS.length]).join("");
}

// Gives a key to every line that has none, or has that of a line before it.
export function uniqueKeys() {
  return new Plugin({
    appendTransaction(transactions, _before, state) {
      if (!transactions.some((transaction) => transaction.docChanged)) return null;
      const seen = new Set();
      const change = state.tr;
      state.doc.forEach((node, at) => {
        let { key } = node.attrs;
        if (!key || seen.has(key)) {
          key = newKey();
          change.setNodeAttribute(at, "key", key);
        }
        seen.add(key);
      });
      return change.docChanged ? change : null;
    },
  });
}
