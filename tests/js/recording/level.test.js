import assert from "node:assert/strict";
import { test } from "node:test";
import { decibels, fullness, Level } from "../../../static/js/recording/level.js";
import { sine } from "../audio.js";
import { openPage } from "../page.js";

const amplitude = (level) => 10 ** (level / 20);

for (const level of [0, -6, -20, -40]) {
  test(`a sine of ${level} dBFS reads ${level}`, () => {
    const read = decibels(sine(amplitude(level), 2048, 48000));
    assert.ok(Math.abs(read - level) < 0.5, String(read));
  });
}

test("silence is a figure, far below the meter", () => {
  const read = decibels(new Float32Array(2048));
  assert.ok(read < -90 && Number.isFinite(read), String(read));
});

test("a bar is empty from -50 dBFS down and full from 0 up", () => {
  assert.deepEqual([-120, -50, -25, 0, 3].map(fullness), [0, 0, 0.5, 1, 1]);
});

function meter(width, height) {
  const window = openPage("<canvas></canvas>");
  const canvas = window.document.querySelector("canvas");
  Object.defineProperty(canvas, "clientWidth", { value: width });
  Object.defineProperty(canvas, "clientHeight", { value: height });
  return { canvas, level: new Level(canvas) };
}

test("bars are as high as the sound, in the middle of the canvas", () => {
  const { canvas, level } = meter(70, 100);
  level.add(sine(1, 2048));
  level.add(sine(amplitude(-25), 2048));
  assert.equal(canvas.bars.length, 10);
  const [full, half, none] = canvas.bars;
  assert.ok(full.height > 99 && full.height <= 100, String(full.height));
  assert.ok(Math.abs(half.height - 50) < 1, String(half.height));
  assert.ok(Math.abs(half.y - 25) < 1, String(half.y));
  assert.deepEqual(
    [full, half, none].map((bar) => bar.alpha),
    [1, 1, 0.2],
  );
});

test("the latest bars are shown, and none after clear()", () => {
  const { canvas, level } = meter(21, 100);
  for (const amplitude of [1, 1, 1, 0]) level.add(sine(amplitude, 2048));
  assert.deepEqual(
    canvas.bars.map((bar) => Math.round(bar.height)),
    [100, 100, 4],
  );
  level.clear();
  assert.ok(canvas.bars.every((bar) => bar.alpha === 0.2));
});
