// What a lesson is made of, for ProseMirror: lines of text and pauses, in order.
//
// A line is a whole sentence or a heading. What is set for it alone (speaker, voice, mood, pace,
// the pause after it) is in its attributes; null follows the lesson. A reading says how the letters it marks
// are spoken, here only.

import { Schema } from "prosemirror-model";

// Attributes of a line that are set by a person; null where the lesson's own value holds.
export const OWN = ["speaker", "voice", "mood", "speed", "expressiveness", "pauseMs"];

const own = Object.fromEntries(OWN.map((name) => [name, { default: null }]));

export const schema = new Schema({
  nodes: {
    doc: { content: "(line | pause)+" },
    line: {
      content: "text*",
      marks: "reading",
      defining: true,
      attrs: {
        key: { default: null },
        kind: { default: "sentence" },
        endsParagraph: { default: false },
        take: { default: 0 },
        ...own,
      },
      // Pasted HTML: each block is a line. Its key is given by the plugin of keys.
      parseDOM: [
        ...["h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => ({
          tag,
          attrs: { kind: "heading", endsParagraph: true },
        })),
        { tag: "div.line", getAttrs: lineAttributes, contentElement: ".line-text" },
        { tag: "p, li, td, th, blockquote, dt, dd, pre", attrs: { endsParagraph: true } },
      ],
      toDOM: (line) => [
        "div",
        {
          class: line.attrs.kind === "heading" ? "line heading" : "line",
          "data-key": line.attrs.key,
          "data-line": JSON.stringify(line.attrs),
          ...(line.attrs.kind === "heading" && { role: "heading", "aria-level": "2" }),
        },
        ["p", { class: "line-text" }, 0],
      ],
    },
    pause: {
      atom: true,
      attrs: { key: { default: null }, pauseMs: { default: 1000 } },
      parseDOM: [
        {
          tag: "div.pause",
          getAttrs: (element) => ({ pauseMs: Number(element.dataset.ms) || 1000 }),
        },
        { tag: "hr" },
      ],
      toDOM: (pause) => [
        "div",
        {
          class: "pause",
          "data-key": pause.attrs.key,
          "data-ms": pause.attrs.pauseMs,
          "data-seconds": pause.attrs.pauseMs / 1000,
        },
      ],
    },
    text: {},
  },
  marks: {
    reading: {
      inclusive: false,
      // `word` is what it is a reading of: it holds as long as the text is that. `place` keeps two
      // equal ones apart that stand side by side.
      attrs: { kind: {}, value: {}, word: {}, place: { default: 0 } },
      parseDOM: [
        {
          tag: "span.reading",
          getAttrs: (element) => ({
            kind: element.dataset.kind,
            value: element.dataset.value,
            word: element.textContent,
          }),
        },
      ],
      toDOM: (mark) => [
        "span",
        { class: "reading", "data-kind": mark.attrs.kind, "data-value": mark.attrs.value },
        0,
      ],
    },
  },
});

// A line that was copied from a lesson keeps what was set for it.
function lineAttributes(element) {
  try {
    return JSON.parse(element.dataset.line);
  } catch {
    return {};
  }
}
