import assert from "node:assert/strict";
import { test } from "node:test";
import { clock } from "../../static/js/clock.js";

for (const [seconds, shown] of [
  [-1, "0:00"],
  [0.4, "0:00"],
  [59.6, "1:00"],
  [125, "2:05"],
  [3599, "59:59"],
  [3723, "1:02:03"],
]) {
  test(`${seconds} s reads ${shown}`, () => assert.equal(clock(seconds), shown));
}
