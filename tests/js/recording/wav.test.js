import assert from "node:assert/strict";
import { test } from "node:test";
import { wav } from "../../../static/js/recording/wav.js";

test("a WAV file has the header of 16-bit mono PCM and its samples", async () => {
  const file = wav(Float32Array.from([0, 0.5, -1, 2, -2]), 48000);
  assert.equal(file.type, "audio/wav");
  const bytes = Buffer.from(await file.arrayBuffer());
  assert.equal(bytes.length, 44 + 10);
  assert.equal(bytes.toString("latin1", 0, 4), "RIFF");
  assert.equal(bytes.readUInt32LE(4), bytes.length - 8);
  assert.equal(bytes.toString("latin1", 8, 16), "WAVEfmt ");
  const [format, channels] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22)];
  assert.deepEqual([format, channels, bytes.readUInt16LE(34)], [1, 1, 16]);
  assert.deepEqual([bytes.readUInt32LE(24), bytes.readUInt32LE(28)], [48000, 96000]);
  assert.equal(bytes.readUInt32LE(40), 10);
  const samples = [0, 1, 2, 3, 4].map((i) => bytes.readInt16LE(44 + i * 2));
  assert.deepEqual(samples, [0, 16384, -32767, 32767, -32767]);
});
