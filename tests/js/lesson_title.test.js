import assert from "node:assert/strict";
import { test } from "node:test";
import { toDocument } from "../../web/lessons/editor/lines/document.js";
import { LessonTitle } from "../../web/lessons/editor/title.js";
import { openPage } from "./page.js";

function open({ title = "", lines = [] } = {}) {
  const window = openPage(`<h1></h1><input name="title" value="${title}" placeholder="Untitled">`);
  const field = window.document.querySelector("input");
  const saved = [];
  const lesson = { title, lines };
  const heading = window.document.querySelector("h1");
  const save = (name) => saved.push(name);
  const named = new LessonTitle({ field, heading, lesson, save, leave() {} });
  const write = (...texts) =>
    named.update(
      toDocument(texts.map((text, at) => ({ key: `line00${at}`, kind: "sentence", text }))),
    );
  const type = (text) => {
    field.value = text;
    field.dispatchEvent(new window.Event("input"));
  };
  return { field, heading, saved, write, type };
}

test("a lesson that was begun without a text is named by its first line, once", () => {
  const { field, heading, saved, write } = open();
  write("Good mor");
  assert.deepEqual(saved, []);
  write("Good morning.", "Open your books.");
  write("Good evening.", "Open your books.");
  assert.deepEqual(saved, ["Good morning."]);
  assert.deepEqual([field.value, heading.textContent], ["Good morning.", "Good morning."]);
});

test("a long first line is cut", () => {
  const { saved, write } = open();
  write("书".repeat(61), "两行。");
  assert.deepEqual(saved, [`${"书".repeat(60)}…`]);
});

test("a name that a person gave or took away stays", () => {
  const named = open();
  named.type("Rivers");
  assert.equal(named.heading.textContent, "Rivers");
  named.type("");
  assert.equal(named.heading.textContent, "Untitled");
  named.write("One.", "Two.");
  assert.deepEqual(named.saved, ["Rivers", ""]);
  const older = open({ lines: [{ key: "line001", kind: "sentence", text: "One." }] });
  older.write("One.", "Two.");
  assert.deepEqual(older.saved, []);
});
