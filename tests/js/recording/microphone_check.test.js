import assert from "node:assert/strict";
import { test } from "node:test";
import { MicrophoneCheck } from "../../../static/js/recording/microphone_check.js";
import { FakeMicrophone, syllables } from "../audio.js";
import { openPage, template } from "../page.js";

const RATE = 8000;

function noise(amplitude, seconds) {
  return Float32Array.from({ length: RATE * seconds }, (_, i) => amplitude * Math.sin(i * i));
}

async function open(devices = []) {
  const window = openPage(template("voices/recording/_recorder.html"));
  const page = window.document.getElementById("recorder");
  const microphone = new FakeMicrophone();
  microphone.devices = devices;
  microphone.install();
  const root = page.querySelector("[data-check]");
  const check = new MicrophoneCheck(root, "worklet.js", page);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  await settle();
  const press = async () => {
    root.querySelector("[data-check-start]").click();
    await settle();
  };
  const says = () => root.querySelector("[data-check-says]").textContent;
  return { window, root, microphone, check, press, says, settle };
}

test("it measures the room for two seconds, then the voice, and says what it found", async () => {
  const { root, microphone, press, says } = await open();
  await press();
  assert.match(says(), /^Say nothing for two seconds/);
  microphone.hear(noise(0.001, 2.5));
  assert.match(says(), /^Now read a sentence/);
  microphone.speak(3, 0.2);
  assert.match(says(), /^Good: the room is quiet \(−6\d dB\) and your voice is clear \(−1\d dB\)/);
  assert.equal(root.querySelector("[data-check-says]").dataset.tone, "good");
  assert.equal(microphone.open, false);
});

for (const [what, room, voice, sentence] of [
  ["a noisy room", 0.05, 0.15, /^It is noisy here/],
  ["a room with a fan", 0.012, 0.2, /^Good enough/],
  ["a quiet voice", 0.0003, 0.006, /very quiet/],
  ["nobody", 0.0003, 0, /^No voice was heard/],
]) {
  test(`advice for ${what}`, async () => {
    const { microphone, press, says } = await open();
    await press();
    microphone.hear(noise(room, 2.5));
    const hiss = noise(room, 9);
    microphone.hear(syllables(voice, 90).map((each, i) => each + hiss[i]));
    assert.match(says(), sentence);
  });
}

test("a voice that is cut off is too loud", async () => {
  const { microphone, press, says } = await open();
  await press();
  microphone.hear(noise(0.001, 2.5));
  microphone.hear(syllables(3, 30).map((each) => Math.max(-1, Math.min(1, each))));
  assert.match(says(), /too loud/);
});

test("somebody who speaks during the silence is asked once more", async () => {
  const { microphone, press, says } = await open();
  await press();
  microphone.speak(2.5);
  assert.match(says(), /^Something was heard/);
  microphone.hear(noise(0.001, 4.5));
  assert.match(says(), /^Now read a sentence/);
});

test("another microphone can be chosen, and is used from then on", async () => {
  const one = { kind: "audioinput", deviceId: "default", label: "Default" };
  const two = { kind: "audioinput", deviceId: "desk", label: "On the desk" };
  const camera = { kind: "videoinput", deviceId: "cam", label: "Camera" };
  const { window, root, microphone, press, says } = await open([one, two, camera]);
  const device = root.querySelector("[data-device]");
  assert.equal(device.closest("label").hidden, false);
  assert.deepEqual(
    [...device.options].map(({ text }) => text),
    ["The one that the browser chooses", "On the desk"],
  );
  device.value = "desk";
  device.dispatchEvent(new window.Event("change"));
  await press();
  assert.match(says(), /^Say nothing/);
  assert.deepEqual(microphone.asked.deviceId, { ideal: "desk" });
});

test("a microphone that may not be used is explained", async () => {
  const { microphone, press, says } = await open();
  microphone.refusal = "NotAllowedError";
  await press();
  assert.match(says(), /may not use the microphone/);
});
