// Prints what the page finds in recordings, as JSON: one object for each file of 32-bit floats at
// 48 kHz that is named in the file of names. Run by tests/voices/screening/test_coach.py.

import { readFileSync } from "node:fs";
import { Meter } from "../../../static/js/recording/figures/meter.js";
import { codes, LIMITS } from "../../../static/js/recording/figures/verdict.js";

const RATE = 48_000;
const BLOCK = 2048;

function found(path) {
  const bytes = readFileSync(path);
  const samples = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const meter = new Meter(RATE);
  for (let at = 0; at < samples.length; at += BLOCK) meter.add(samples.subarray(at, at + BLOCK));
  return { ...meter.figures, codes: codes(meter.figures) };
}

const names = readFileSync(process.argv[2], "utf-8").trim().split("\n");
process.stdout.write(JSON.stringify({ limits: LIMITS, clips: names.map(found) }));
