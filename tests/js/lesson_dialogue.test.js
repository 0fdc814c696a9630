import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { withSpeakers } from "../../web/lessons/editor/lines/dialogue.js";
import { toSentences } from "../../web/lessons/editor/lines/sentences.js";

const cases = JSON.parse(readFileSync(new URL("../dialogues.json", import.meta.url), "utf8"));

for (const { text, speakers } of cases) {
  test(`names are speakers where two people talk: ${text[0]}`, () => {
    assert.deepEqual(
      withSpeakers(text).map(({ speaker }) => speaker),
      speakers,
    );
  });
}

test("a pasted dialogue becomes lines of its speakers, without their names", () => {
  const lines = toSentences("At the market\n\nAnna: Hi! You?\nTom: Fine.\nAnna: Good.", "en");
  assert.deepEqual(
    lines.map(({ speaker, text, kind }) => [speaker, text, kind]),
    [
      [null, "At the market", "heading"],
      ["Anna", "Hi!", "sentence"],
      ["Anna", "You?", "sentence"],
      ["Tom", "Fine.", "sentence"],
      ["Anna", "Good.", "sentence"],
    ],
  );
});
