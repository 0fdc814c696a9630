import assert from "node:assert/strict";
import { test } from "node:test";

test("the worklet hands on every sample once, in order, in blocks of 2048, and what is heard", async () => {
  const [blocks, readings] = [[], []];
  globalThis.sampleRate = 8000;
  let Capture;
  globalThis.AudioWorkletProcessor = class {
    port = {
      postMessage: ({ samples, reading }) => {
        blocks.push(samples);
        readings.push(reading);
      },
    };
  };
  globalThis.registerProcessor = (name, processor) => {
    assert.equal(name, "capture");
    Capture = processor;
  };
  await import("../../../static/js/recording/capture_worklet.js");
  const capture = new Capture();
  let sent = 0;
  // 100 does not divide 2048: blocks end within what the browser hands over.
  while (sent < 10300) {
    assert.equal(capture.process([[Float32Array.from({ length: 100 }, () => sent++)]]), true);
  }
  assert.equal(capture.process([[]]), true);
  assert.deepEqual(
    blocks.map((block) => block.length),
    [2048, 2048, 2048, 2048, 2048],
  );
  const samples = blocks.flatMap((block) => [...block]);
  assert.ok(samples.every((sample, i) => sample === i));
  assert.deepEqual(readings.slice(0, 4), [null, null, null, null]);
  assert.equal(readings[4].at, (5 * 2048) / 8000);
});
