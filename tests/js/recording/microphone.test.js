import assert from "node:assert/strict";
import { test } from "node:test";
import { listen } from "../../../static/js/recording/microphone.js";
import { FakeMicrophone } from "../audio.js";
import { openPage } from "../page.js";

test("a worklet that can't be loaded leaves no microphone open", async () => {
  openPage("");
  const microphone = new FakeMicrophone();
  microphone.install();
  microphone.noWorklet = true;
  await assert.rejects(
    listen("worklet.js", () => {}),
    { name: "AbortError" },
  );
  assert.equal(microphone.open, false);
  assert.equal(microphone.contexts[0].state, "closed");
});

test("blocks arrive until it is closed", async () => {
  openPage("");
  const microphone = new FakeMicrophone();
  microphone.install();
  let samples = 0;
  const { rate, close } = await listen("worklet.js", (block) => {
    samples += block.length;
  });
  microphone.speak(0.5);
  assert.equal(samples, rate / 2);
  close();
  microphone.speak(0.5);
  assert.equal(samples, rate / 2);
});
