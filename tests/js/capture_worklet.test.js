import assert from "node:assert/strict";
import { test } from "node:test";

test("the worklet hands on every sample once, in order, in blocks of 2048", async () => {
  const blocks = [];
  let Capture;
  globalThis.AudioWorkletProcessor = class {
    port = { postMessage: (block) => blocks.push(block) };
  };
  globalThis.registerProcessor = (name, processor) => {
    assert.equal(name, "capture");
    Capture = processor;
  };
  await import("../../static/js/capture_worklet.js");
  const capture = new Capture();
  let sent = 0;
  // 100 does not divide 2048: blocks end within what the browser hands over.
  while (sent < 5000) {
    assert.equal(capture.process([[Float32Array.from({ length: 100 }, () => sent++)]]), true);
  }
  assert.equal(capture.process([[]]), true);
  assert.deepEqual(
    blocks.map((block) => block.length),
    [2048, 2048],
  );
  const samples = blocks.flatMap((block) => [...block]);
  assert.ok(samples.every((sample, i) => sample === i));
});
