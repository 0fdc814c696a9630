import assert from "node:assert/strict";
import { test } from "node:test";
import { EditorState, TextSelection } from "prosemirror-state";
import {
  insertPause,
  joinBackward,
  joinForward,
  moveLines,
  setOnLines,
  splitLine,
  toggleHeading,
} from "../../web/lessons/editor/lines/commands.js";
import { toDocument, toLines } from "../../web/lessons/editor/lines/document.js";
import { uniqueKeys } from "../../web/lessons/editor/lines/keys.js";
import { toSentences } from "../../web/lessons/editor/lines/sentences.js";
import { difference } from "../../web/lessons/editor/saving/patch.js";

function line(key, text, more = {}) {
  return {
    key,
    kind: "sentence",
    text,
    ends_paragraph: false,
    take: 0,
    readings: [],
    speaker: "",
    voice: "",
    mood: "",
    speed: null,
    expressiveness: null,
    pause_ms: null,
    ...more,
  };
}

// An editor with these lines, its cursor at a letter of one of them.
function open(lines, [key, offset] = [lines[0].key, 0], [endKey, endOffset] = [key, offset]) {
  const state = EditorState.create({ doc: toDocument(lines), plugins: [uniqueKeys()] });
  const place = (wanted, letter) => {
    let found;
    state.doc.forEach((node, at) => {
      if (node.attrs.key === wanted) found = at + 1 + letter;
    });
    return found;
  };
  const selection = TextSelection.create(state.doc, place(key, offset), place(endKey, endOffset));
  return state.apply(state.tr.setSelection(selection));
}

function run(state, command) {
  let after = state;
  assert.ok(
    command(state, (transaction) => {
      after = state.apply(transaction);
    }),
  );
  return after;
}

const texts = (state) => toLines(state.doc).map(({ text }) => text);

test("lines are the same after a visit to the editor", () => {
  const lines = [
    line("emoji00000", "😀 行 😀", {
      readings: [{ start: 2, end: 3, kind: "pinyin", value: "hang2" }],
    }),
    line("title00000", "长城", { kind: "heading", ends_paragraph: true }),
    line("first00000", "他很长寿。", {
      voice: "voice_1",
      speed: 0.9,
      readings: [{ start: 2, end: 3, kind: "pinyin", value: "chang2" }],
    }),
    line("pause00000", "", { kind: "pause", pause_ms: 1500 }),
  ];
  assert.deepEqual(toLines(toDocument(lines)), lines);
});

test("Enter cuts a line, and the first part keeps its key", () => {
  const state = run(
    open(
      [line("first00000", "One. Two.", { voice: "anna", ends_paragraph: true })],
      ["first00000", 5],
    ),
    splitLine,
  );
  const [first, second] = toLines(state.doc);
  assert.deepEqual([first.text, second.text], ["One. ", "Two."]);
  assert.equal(first.key, "first00000");
  assert.notEqual(second.key, first.key);
  assert.equal(second.voice, "anna");
  assert.deepEqual([first.ends_paragraph, second.ends_paragraph], [false, true]);
});

test("a sentence follows a heading", () => {
  const state = run(
    open([line("title00000", "Birds", { kind: "heading" })], ["title00000", 5]),
    splitLine,
  );
  assert.deepEqual(
    toLines(state.doc).map(({ kind }) => kind),
    ["heading", "sentence"],
  );
});

test("Backspace at its beginning joins a line to the one before", () => {
  const lines = [
    line("first00000", "A bird."),
    line("second0000", "It sings.", { ends_paragraph: true }),
  ];
  const state = run(open(lines, ["second0000", 0]), joinBackward);
  const [joined, ...others] = toLines(state.doc);
  assert.equal(others.length, 0);
  assert.equal(joined.text, "A bird. It sings.");
  assert.equal(joined.key, "first00000");
  assert.equal(joined.ends_paragraph, true);
  const chinese = [line("first00000", "你好。"), line("second0000", "再见。")];
  assert.deepEqual(texts(run(open(chinese, ["second0000", 0]), joinBackward)), ["你好。再见。"]);
  const forward = open(chinese, ["first00000", 3]);
  assert.deepEqual(texts(run(forward, joinForward)), ["你好。再见。"]);
});

test("Backspace after a pause removes the pause", () => {
  const lines = [
    line("first00000", "One."),
    line("pause00000", "", { kind: "pause", pause_ms: 900 }),
    line("second0000", "Two."),
  ];
  assert.deepEqual(texts(run(open(lines, ["second0000", 0]), joinBackward)), ["One.", "Two."]);
});

test("a voice is set on all selected lines, and on no other", () => {
  const lines = ["a", "b", "c", "d"].map((letter) => line(letter.repeat(10), `${letter}.`));
  const state = run(
    open(lines, ["bbbbbbbbbb", 1], ["cccccccccc", 1]),
    setOnLines({ voice: "tom" }),
  );
  assert.deepEqual(
    toLines(state.doc).map(({ voice }) => voice),
    ["", "tom", "tom", ""],
  );
  assert.deepEqual(
    toLines(run(state, toggleHeading).doc).map(({ kind }) => kind),
    ["sentence", "heading", "heading", "sentence"],
  );
});

test("lines move over their neighbours and keep their keys", () => {
  const lines = ["a", "b", "c"].map((letter) => line(letter.repeat(10), letter));
  const up = run(open(lines, ["cccccccccc", 0]), moveLines(-1));
  assert.deepEqual(texts(up), ["a", "c", "b"]);
  const down = run(open(lines, ["aaaaaaaaaa", 0], ["bbbbbbbbbb", 1]), moveLines(1));
  assert.deepEqual(texts(down), ["c", "a", "b"]);
  assert.equal(toLines(down.doc)[1].key, "aaaaaaaaaa");
});

test("a pause is put after the line", () => {
  const state = run(open([line("first00000", "One."), line("second0000", "Two.")]), insertPause);
  assert.deepEqual(
    toLines(state.doc).map(({ kind }) => kind),
    ["sentence", "pause", "sentence"],
  );
});

test("a copied line gets a key of its own", () => {
  const state = open([line("first00000", "One.")]);
  const copied = state.apply(state.tr.insert(state.doc.content.size, state.doc.firstChild));
  const [first, second] = toLines(copied.doc);
  assert.equal(first.key, "first00000");
  assert.match(second.key, /^[a-z0-9]{10}$/);
  assert.notEqual(second.key, first.key);
});

test("a pasted text becomes sentences and headings", () => {
  const lines = toSentences(
    "The heron\nIt stands still, and waits. Then it strikes!\n\n你好。再见",
    "en",
  );
  assert.deepEqual(
    lines.map(({ text, kind, endsParagraph }) => [text, kind, endsParagraph]),
    [
      ["The heron", "heading", true],
      ["It stands still, and waits.", "sentence", false],
      ["Then it strikes!", "sentence", true],
      ["你好。", "sentence", false],
      ["再见", "sentence", true],
    ],
  );
});

test("only what changed is sent", () => {
  const before = ["a", "b", "c"].map((letter) => line(letter.repeat(10), letter));
  assert.equal(difference(before, structuredClone(before)), null);
  const [a, b, c] = structuredClone(before);
  b.text = "changed";
  assert.deepEqual(difference(before, [a, b, c]), { upsert: [b], delete: [] });
  assert.deepEqual(difference(before, [a, c]), { upsert: [], delete: [b.key] });
  assert.deepEqual(difference(before, [c, a, b]).order, [c.key, a.key, b.key]);
  const d = line("dddddddddd", "d");
  assert.deepEqual(difference(before, [...structuredClone(before), d]).upsert, [d]);
});
