import assert from "node:assert/strict";
import { test } from "node:test";
import { EditorState, TextSelection } from "prosemirror-state";
import { toDocument } from "../../web/lessons/editor/lines/document.js";
import { lineMarks, showMarks } from "../../web/lessons/editor/lines/marks.js";

test("the word that is read stays marked while the cursor moves", () => {
  const plugin = lineMarks(new Map(), {});
  const lines = [{ key: "first001", kind: "sentence", text: "Open your books." }];
  const view = { state: EditorState.create({ doc: toDocument(lines), plugins: [plugin] }) };
  view.dispatch = (transaction) => {
    view.state = view.state.apply(transaction);
  };
  const classes = () =>
    plugin.props.decorations
      .call(plugin, view.state)
      .find()
      .map(({ type }) => type.attrs.class)
      .filter(Boolean);
  showMarks(view, { reading: { key: "first001", word: { start: 5, end: 9 } } });
  assert.deepEqual(classes(), ["being-read", "word"]);
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, 3)));
  assert.deepEqual(classes(), ["being-read", "word"]);
});
