import assert from "node:assert/strict";
import { test } from "node:test";
import { history, undo } from "prosemirror-history";
import { EditorState, TextSelection } from "prosemirror-state";
import { splitLine } from "../../web/lessons/editor/lines/commands.js";
import { toDocument, toLines } from "../../web/lessons/editor/lines/document.js";
import { uniqueKeys } from "../../web/lessons/editor/lines/keys.js";
import { doubtAt, showDoubts, underlineDoubts } from "../../web/lessons/editor/readings/doubts.js";
import {
  dropStaleReadings,
  setReading,
  wordAtSelection,
} from "../../web/lessons/editor/readings/reading_marks.js";

const HANG = { kind: "pinyin", value: "hang2" };
const KEY = "first00000";

// An editor without a browser: what ProseMirror's view does with its state, and `composing`.
function open(text, readings = []) {
  const line = { key: KEY, kind: "sentence", text, readings };
  const view = {
    composing: false,
    state: EditorState.create({
      doc: toDocument([line]),
      plugins: [uniqueKeys(), dropStaleReadings(), underlineDoubts(), history()],
    }),
    dispatch(transaction) {
      view.state = view.state.apply(transaction);
    },
  };
  for (const plugin of view.state.plugins) plugin.spec.view?.(view);
  return view;
}

const run = (view, command) => assert.ok(command(view.state, view.dispatch));
const type = (view, text, at, to = at) =>
  view.dispatch(view.state.tr.insertText(text, at + 1, to + 1));
const saved = (view) => toLines(view.state.doc).map(({ text, readings }) => [text, readings]);

// The underlined words as they are written now.
function underlined(view) {
  const plugin = view.state.plugins.find(({ props }) => props.decorations);
  return plugin.props
    .decorations(view.state)
    .find()
    .map(({ from, to }) => view.state.doc.textBetween(from, to));
}

test("a reading is set for a word, in characters, and undone", () => {
  const view = open("😀 行");
  run(view, setReading({ from: 4, to: 5 }, HANG));
  assert.deepEqual(saved(view), [["😀 行", [{ start: 2, end: 3, ...HANG }]]]);
  run(view, setReading({ from: 4, to: 5 }, null));
  assert.deepEqual(saved(view), [["😀 行", []]]);
  run(view, undo);
  assert.equal(saved(view)[0][1].length, 1);
});

test("a reading moves with the text around it, through a cut and a join", () => {
  const view = open("银行。", [{ start: 1, end: 2, ...HANG }]);
  type(view, "去", 0);
  type(view, "吧", 3);
  assert.deepEqual(saved(view), [["去银行吧。", [{ start: 2, end: 3, ...HANG }]]]);
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, 2)));
  run(view, splitLine);
  assert.deepEqual(saved(view), [
    ["去", []],
    ["银行吧。", [{ start: 1, end: 2, ...HANG }]],
  ]);
});

test("a reading goes with its word, and comes back with it", () => {
  const qing = { kind: "pinyin", value: "chong2 qing4" };
  const view = open("重庆。", [{ start: 0, end: 2, ...qing }]);
  type(view, "大", 1);
  assert.deepEqual(saved(view), [["重大庆。", []]]);
  assert.ok(!view.state.doc.rangeHasMark(1, 4, view.state.schema.marks.reading));
  run(view, undo);
  assert.deepEqual(saved(view), [["重庆。", [{ start: 0, end: 2, ...qing }]]]);
});

test("equal readings side by side stay two", () => {
  const readings = [
    { start: 0, end: 1, ...HANG },
    { start: 1, end: 2, ...HANG },
  ];
  const view = open("行行。", readings);
  assert.deepEqual(saved(view), [["行行。", readings]]);
  run(view, setReading({ from: 1, to: 2 }, { kind: "pinyin", value: "xing2" }));
  assert.deepEqual(
    saved(view)[0][1].map(({ value }) => value),
    ["xing2", "hang2"],
  );
});

test("a new reading takes the place of all that it overlaps", () => {
  const view = open("银行行长", [{ start: 1, end: 2, ...HANG }]);
  run(view, setReading({ from: 1, to: 3 }, { kind: "pinyin", value: "yin2 hang2" }));
  assert.deepEqual(saved(view)[0][1], [{ start: 0, end: 2, kind: "pinyin", value: "yin2 hang2" }]);
});

test("underlines move with the text, and go with their words", () => {
  const view = open("我去重庆的银行。");
  const doubts = [
    [2, 4, "重庆"],
    [5, 7, "银行"],
  ];
  showDoubts(view, { [KEY]: doubts });
  assert.deepEqual(underlined(view), ["重庆", "银行"]);
  type(view, "今天", 0);
  assert.deepEqual(underlined(view), ["重庆", "银行"]);
  type(view, "大", 5);
  assert.deepEqual(underlined(view), ["银行"]);
  type(view, "", 8, 9);
  assert.deepEqual(underlined(view), []);
});

test("what the server found in another text is not underlined", () => {
  const view = open("他去重庆。");
  showDoubts(view, { [KEY]: [[0, 2, "重庆"]], other00000: [[2, 4, "重庆"]] });
  assert.deepEqual(underlined(view), []);
});

test("nothing is underlined anew while letters are composed", async () => {
  const view = open("重庆");
  view.composing = true;
  showDoubts(view, { [KEY]: [[0, 2, "重庆"]] });
  assert.deepEqual(underlined(view), []);
  view.composing = false;
  while (!underlined(view).length) await new Promise((done) => setTimeout(done, 10));
  assert.deepEqual(underlined(view), ["重庆"]);
});

test("the word at the cursor is a reading's, a doubtful one, or what the language takes as one", () => {
  const view = open("I read a book.", [{ start: 9, end: 13, kind: "respelling", value: "buk" }]);
  showDoubts(view, { [KEY]: [[2, 6, "read"]] });
  const at = (from, to = from) => {
    const selection = TextSelection.create(view.state.doc, from + 1, to + 1);
    view.dispatch(view.state.tr.setSelection(selection));
    const place = wordAtSelection(view.state, "en", doubtAt);
    return place && view.state.doc.textBetween(place.from, place.to);
  };
  assert.equal(at(4), "read");
  assert.equal(at(11), "book");
  assert.equal(at(0), "I");
  assert.equal(at(8, 13), "book");
  assert.equal(at(1, 9), "read a");
});

test("ambiguous places are underlined, what nobody hears is shown and no doubt", () => {
  const view = open("3/4 の");
  showDoubts(view, {
    [KEY]: [
      [0, 3, "3/4", "Read as: three quarters"],
      [4, 5, "の", "Nobody will hear this", "unheard"],
      [5, 5, "", "Nobody will hear: の", "note"],
    ],
  });
  assert.deepEqual(underlined(view), ["3/4", "の", ""]);
  assert.deepEqual([doubtAt(view.state, 2)?.from, doubtAt(view.state, 6)], [1, undefined]);
  const drawn = view.state.plugins.find(({ props }) => props.decorations).getState(view.state);
  const looks = drawn.find().map(({ type }) => type.attrs?.class);
  assert.deepEqual(looks, ["doubt ambiguous", "unheard", undefined]);
  type(view, "x", 1);
  assert.deepEqual(underlined(view), ["の", ""], "looked at again when it is saved");
});
