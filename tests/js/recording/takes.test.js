import assert from "node:assert/strict";
import { test } from "node:test";
import { Meter } from "../../../static/js/recording/figures/meter.js";
import { spotsOf } from "../../../static/js/recording/figures/spots.js";
import { verdict } from "../../../static/js/recording/figures/verdict.js";
import { Takes } from "../../../static/js/recording/takes.js";
import { syllables } from "../audio.js";
import { openPage, template } from "../page.js";

const RATE = 8000;

function open() {
  const window = openPage(template("voices/recording/_recorder_takes.html"));
  const root = window.document.querySelector("[data-takes]");
  const takes = new Takes(root);
  const part = (name) => root.querySelector(`[data-${name}]`);
  const played = [];
  part("playback").play = () => played.push(part("playback").currentTime);
  const add = (sound) => {
    const samples = sound.map((each) => Math.max(-1, Math.min(1, each)));
    const meter = new Meter(RATE);
    meter.add(samples);
    const { figures } = meter;
    const file = new File([], "recording.wav");
    const spots = spotsOf(meter);
    takes.add({ samples, rate: RATE, file, figures, verdict: verdict(figures, 3), spots });
  };
  const rows = () => [...part("take-list").querySelectorAll("input")];
  const chosen = () => rows().map((input) => input.checked);
  const choose = (index) => {
    rows()[index].checked = true;
    rows()[index].dispatchEvent(new window.Event("change"));
  };
  return { window, root, takes, part, played, add, rows, chosen, choose };
}

function joined(...sounds) {
  return Float32Array.from(sounds.flatMap((each) => [...each]));
}

const hiss = (amplitude, samples) =>
  Float32Array.from({ length: samples }, (_, i) => amplitude * Math.sin(i * i));
const good = () => syllables(0.2, 60);
const loud = () => syllables(3, 60);
const quiet = () => syllables(0.008, 60);
const noisy = () => syllables(0.2, 60).map((each, i) => each + 0.05 * Math.sin(i * i));

test("a take that is cut off is shown with its places, and played from them", () => {
  const { root, part, played, add } = open();
  assert.equal(root.hidden, true);
  add(joined(syllables(0.2, 30), loud()));
  assert.equal(root.hidden, false);
  assert.match(
    part("take-list").textContent,
    /Recording 1 · 0:09 *cut off \(voice −?\d+ dB, \d+ dB above/,
  );
  const spots = [...part("spots").querySelectorAll("button")];
  assert.equal(spots[0].textContent, "0:03 cut off");
  assert.ok(part("waveform").querySelector("rect.clipped"));
  spots[0].click();
  assert.ok(Math.abs(played[0] - 2.6) < 0.1, String(played));
});

test("silence, noise and a part that is too quiet are marked where they are", () => {
  const meter = new Meter(RATE);
  meter.add(
    joined(good(), hiss(0.0002, RATE * 2), good(), hiss(0.02, RATE), good(), quiet(), good()),
  );
  const found = spotsOf(meter).map(({ kind, start, end }) => [
    kind,
    Math.round(start),
    Math.round(end),
  ]);
  assert.deepEqual(found, [
    ["silence", 6, 8],
    ["noise", 14, 15],
    ["quiet", 21, 27],
  ]);
});

test("a good take has no marked places", () => {
  const meter = new Meter(RATE);
  meter.add(good());
  assert.deepEqual(spotsOf(meter), []);
});

test("earlier takes stay, and the best is used and said why", () => {
  const { takes, part, add, chosen } = open();
  add(good());
  add(quiet());
  assert.deepEqual(chosen(), [true, false]);
  assert.equal(part("best").textContent, "Recording 1 is suggested: recording 2 is very quiet.");
  add(noisy());
  assert.deepEqual(chosen(), [true, false, false]);
  assert.equal(
    part("best").textContent,
    "Recording 1 is suggested: there is noise in recording 3.",
  );
  assert.equal(takes.chosen, takes.all[0]);
});

test("of two good takes the one with less noise is suggested, with both figures", () => {
  const { part, add } = open();
  add(good().map((each, i) => each + 0.012 * Math.sin(i * i)));
  add(good());
  const [, best, least] = part("best").textContent.match(/is (\d+) dB above .* (\d+) dB\.$/);
  assert.ok(Number(best) - Number(least) >= 3);
});

test("another can be chosen by hand, and then a new one is used and not the best", () => {
  const { takes, add, chosen, choose } = open();
  const heard = [];
  takes.addEventListener("chosen", () => heard.push(takes.chosen.number));
  add(good());
  add(quiet());
  choose(1);
  assert.deepEqual(chosen(), [false, true]);
  add(noisy());
  assert.deepEqual(chosen(), [false, false, true]);
  assert.deepEqual(heard, [1, 2, 3]);
});

test("a take can be deleted, and the last one leaves none", () => {
  const { root, takes, part, add, chosen } = open();
  let emptied = 0;
  takes.addEventListener("emptied", () => emptied++);
  add(quiet());
  add(good());
  part("take-remove").click();
  assert.deepEqual(chosen(), [true]);
  assert.equal(takes.chosen.number, 1);
  assert.equal(emptied, 0);
  part("take-remove").click();
  assert.equal(takes.chosen, null);
  assert.equal(emptied, 1);
  assert.equal(root.hidden, true);
});

test("the keys of a slider move the place, a space plays and pauses", () => {
  const { window, part, played, add } = open();
  add(good());
  const [wave, audio] = [part("waveform"), part("playback")];
  const press = (key) => wave.dispatchEvent(new window.KeyboardEvent("keydown", { key }));
  press("ArrowRight");
  press("ArrowRight");
  assert.equal(audio.currentTime, 2);
  assert.equal(wave.getAttribute("aria-valuetext"), "0:02 / 0:06");
  press("ArrowLeft");
  assert.equal(audio.currentTime, 1);
  press("End");
  assert.equal(audio.currentTime, 6);
  press("Home");
  press(" ");
  assert.deepEqual(played, [0]);
});

test("a press on the wave plays from there", () => {
  const { window, part, played, add } = open();
  add(good());
  const wave = part("waveform");
  wave.getBoundingClientRect = () => ({ left: 100, width: 200 });
  wave.dispatchEvent(new window.MouseEvent("click", { clientX: 200 }));
  assert.ok(Math.abs(played[0] - 3) < 0.01);
});
