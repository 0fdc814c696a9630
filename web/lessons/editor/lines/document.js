// The lesson's lines as the server knows them, to and from ProseMirror's document.

import { newKey } from "./keys.js";
import { characterAt, unitAt } from "./letters.js";
import { OWN, schema } from "./schema.js";

// ProseMirror's name of an attribute → the server's.
const NAMES = { endsParagraph: "ends_paragraph", pauseMs: "pause_ms" };
const NAMED = ["speaker", "voice", "mood"];
const serverName = (name) => NAMES[name] ?? name;

// A document of these lines; one empty line where there are none.
export function toDocument(lines) {
  const nodes = lines.map((line) => (line.kind === "pause" ? toPause(line) : toLine(line)));
  if (!nodes.length) nodes.push(schema.node("line", { key: newKey() }));
  return schema.node("doc", null, nodes);
}

// The same lines with every attribute named, as `toLines` gives them.
export const normal = (lines) => (lines.length ? toLines(toDocument(lines)) : []);

// Node → line: with each letter that is typed, only one of perhaps thousands is another one.
const known = new WeakMap();

// The document's lines, in order, as the server takes them.
export function toLines(doc) {
  const lines = [];
  doc.forEach((node) => {
    if (!known.has(node)) known.set(node, fromNode(node));
    lines.push(known.get(node));
  });
  return lines;
}

function toPause(line) {
  return schema.node("pause", { key: line.key, pauseMs: line.pause_ms });
}

function toLine(line) {
  const attributes = { key: line.key, kind: line.kind, take: line.take };
  attributes.endsParagraph = line.ends_paragraph;
  for (const name of OWN) attributes[name] = line[serverName(name)] ?? null;
  // The server says "" for a speaker whom nobody named, and for what the lesson sets.
  for (const name of NAMED) attributes[name] ||= null;
  return schema.node("line", attributes, spans(line.text ?? "", line.readings ?? []));
}

// The text in pieces: those that have a reading, and what lies between them.
function spans(text, readings) {
  const pieces = [];
  let at = 0;
  const add = (to, marks) => {
    if (to > at) pieces.push(schema.text(text.slice(at, to), marks));
    at = Math.max(at, to);
  };
  readings.forEach(({ start, end, kind, value }, place) => {
    const [from, to] = [unitAt(text, start), unitAt(text, end)];
    add(from);
    const word = text.slice(from, to);
    add(to, [schema.mark("reading", { kind, value, word, place })]);
  });
  add(text.length);
  return pieces;
}

function fromNode(node) {
  const isPause = node.type.name === "pause";
  const readings = [];
  let text = "";
  node.forEach((piece) => {
    const start = text.length;
    text += piece.text;
    for (const mark of piece.marks) {
      const { kind, value, word } = mark.attrs;
      if (word !== piece.text) continue; // it was of another text
      const [from, to] = [characterAt(text, start), characterAt(text, text.length)];
      readings.push({ start: from, end: to, kind, value });
    }
  });
  const line = {
    key: node.attrs.key,
    kind: isPause ? "pause" : node.attrs.kind,
    text,
    ends_paragraph: node.attrs.endsParagraph ?? false,
    take: node.attrs.take ?? 0,
    readings,
  };
  for (const name of OWN) line[serverName(name)] = node.attrs[name] ?? null;
  for (const name of NAMED) line[name] ??= "";
  return line;
}
