import assert from "node:assert/strict";
import { test } from "node:test";
import { Recorder } from "../../../static/js/recording/recorder.js";
// Loaded here, so that pressing Start waits for nothing.
import "../../../static/js/recording/take.js";
import { FakeMicrophone, syllables } from "../audio.js";
import { openPage, template } from "../page.js";

const RATE = 8000;

// A recorder on the page's own markup, which wants 3 to 20 seconds.
function open() {
  const values = { min_seconds: 3, max_seconds: 20 };
  const window = openPage(template("voices/recording/_recorder.html", values));
  const root = window.document.getElementById("recorder");
  const microphone = new FakeMicrophone();
  microphone.install();
  const recorder = new Recorder(root);
  const events = [];
  for (const name of ["recorded", "discarded"]) {
    recorder.addEventListener(name, () => events.push(name));
  }
  const part = (name) => root.querySelector(`[data-${name}]`);
  const press = async (name) => {
    part(name).click();
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { root, microphone, recorder, events, part, press, says: () => part("says").textContent };
}

// The samples of a WAV file, without its header of 44 bytes.
async function samplesOf(file) {
  return new Int16Array(await file.arrayBuffer(), 44);
}

test("nothing is recorded before Start, and Stop shows while it is", async () => {
  const { root, recorder, microphone, part, press, says } = open();
  assert.equal(root.hidden, false);
  assert.equal(recorder.recording, false);
  await press("start");
  assert.equal(recorder.recording, true);
  assert.equal(microphone.open, true);
  assert.deepEqual([part("start").hidden, part("stop").hidden], [true, false]);
  assert.equal(says(), "Read aloud now.");
});

test("a recording becomes a WAV file with all of its samples", async () => {
  const { recorder, microphone, events, part, press, says } = open();
  await press("start");
  microphone.speak(4.3);
  assert.equal(part("elapsed").value, "0:04");
  await press("stop");
  assert.equal(recorder.recording, false);
  assert.equal(microphone.open, false);
  assert.equal(microphone.contexts[0].state, "closed");
  assert.equal(recorder.file.type, "audio/wav");
  const samples = await samplesOf(recorder.file);
  assert.equal(samples.length, RATE * 4.3);
  for (const [i, sample] of microphone.heard.entries()) {
    assert.ok(Math.abs(samples[i] - sample * 32767) < 2, `sample ${i}`);
  }
  assert.deepEqual(events, ["recorded"]);
  assert.equal(says(), "Sounds good. Listen to it, then make the voice.");
  assert.equal(part("says").dataset.tone, "good");
  assert.equal(part("playback").hidden, false);
  assert.equal(part("start-label").textContent, "Record again");
});

test("it says to read on only while speech is heard, and when twice the least is read", async () => {
  const { microphone, press, says } = open();
  await press("start");
  microphone.hear(new Float32Array(RATE * 2));
  assert.equal(says(), "Read aloud now.");
  microphone.speak(2);
  assert.equal(says(), "Read on …");
  microphone.hear(new Float32Array(RATE * 3));
  assert.match(says(), /^Nothing is heard/);
  microphone.speak(3);
  assert.equal(says(), "Read to the end, then stop.");
});

for (const [what, sound, sentence] of [
  ["quiet", syllables(0.008, 30), /very quiet: come closer/],
  ["loud", syllables(0.9, 30), /very loud: move back/],
  ["cut off", syllables(3, 30).map((each) => Math.max(-1, Math.min(1, each))), /cut off/],
  ["noisy", syllables(0.2, 30).map((each, i) => each + 0.06 * Math.sin(i * 0.9)), /There is noise/],
]) {
  test(`a voice that is ${what} is told so while it reads`, async () => {
    const { microphone, part, press, says } = open();
    await press("start");
    microphone.hear(sound);
    assert.match(says(), sentence);
    assert.equal(part("says").dataset.tone, "bad");
  });
}

test("advice stays for two seconds, and goes when it was followed", async () => {
  const { microphone, press, says } = open();
  await press("start");
  microphone.speak(1, 0.008);
  assert.match(says(), /very quiet/);
  microphone.speak(1);
  assert.match(says(), /very quiet/);
  microphone.speak(3);
  assert.equal(says(), "Read on …");
});

test("it stops by itself half a second before the longest that is allowed", async () => {
  const { recorder, microphone, press } = open();
  await press("start");
  microphone.speak(19.4);
  assert.equal(recorder.recording, true);
  microphone.speak(5);
  assert.equal(recorder.recording, false);
  assert.equal(microphone.open, false);
  assert.equal((await samplesOf(recorder.file)).length, RATE * 19.5);
});

test("too short a recording is none, and neither is one of silence", async () => {
  const { recorder, microphone, events, part, press, says } = open();
  for (const [sound, sentence] of [
    [syllables(0.3, 20), /^That was too short/],
    [new Float32Array(RATE * 5), /^Hardly any speech/],
  ]) {
    await press("start");
    microphone.hear(sound);
    await press("stop");
    assert.equal(recorder.file, null);
    assert.equal(part("takes").hidden, true);
    assert.match(says(), sentence);
    assert.equal(part("says").dataset.tone, "bad");
  }
  assert.deepEqual(events, []);
});

test("quiet and distorted clips are kept, with advice", async () => {
  const { recorder, microphone, press, says } = open();
  for (const [amplitude, advice] of [
    [0.008, /very quiet/],
    [3, /too loud/],
  ]) {
    await press("start");
    const sound = syllables(amplitude, 40);
    microphone.hear(sound.map((each) => Math.max(-1, Math.min(1, each))));
    await press("stop");
    assert.match(says(), advice);
    assert.ok(recorder.file);
  }
});

test("recording again keeps the first take, also when the next one is cut short", async () => {
  const { recorder, microphone, events, press } = open();
  await press("start");
  microphone.speak(4);
  await press("stop");
  const first = recorder.file;
  await press("start");
  assert.equal(recorder.file, first);
  microphone.speak(1);
  await press("stop");
  assert.equal(recorder.file, first);
  await press("start");
  microphone.speak(4);
  await press("stop");
  assert.equal(recorder.takes.all.length, 2);
  assert.notEqual(recorder.file, first);
  assert.deepEqual(events, ["recorded", "recorded"]);
});

for (const [refusal, advice] of [
  ["NotAllowedError", /may not use the microphone/],
  ["NotFoundError", /No microphone was found/],
  ["NotReadableError", /another program uses it/],
]) {
  test(`${refusal} is explained, and a clip from before stays`, async () => {
    const { recorder, microphone, part, press, says } = open();
    await press("start");
    microphone.speak(4);
    await press("stop");
    microphone.refusal = refusal;
    await press("start");
    assert.match(says(), advice);
    assert.equal(recorder.recording, false);
    assert.ok(recorder.file);
    assert.deepEqual([part("start").hidden, part("start").disabled], [false, false]);
    assert.equal(microphone.contexts.at(-1).state, "closed");
  });
}

test("a page that is not secure says so", async () => {
  const { press, says } = open();
  Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true });
  await press("start");
  assert.match(says(), /only on secure pages/);
});
