import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { openPage } from "./page.js";

const PAGE = `<main><article>
  <span class="line" data-start="0" data-ms="1000" data-key="one" data-sound="a">
    <span data-from="0" data-to="400">One</span> <span data-from="400" data-to="1000">line.</span></span>
  <span class="line">Not made.</span>
  <span class="line" data-start="1020" data-ms="2000" data-key="two" data-sound="b">
    <span data-from="0" data-to="2000">Two</span></span></article></main>
  <div id="shared" data-state="/s/t/state" data-line="/s/t/lines/KEY/audio" data-visit="v:1">
  <section class="player" hidden><p class="says"></p><input type="range" max="3020"><span class="time"></span>
  <button data-does="back"></button><button data-does="toggle" data-play="Play" data-pause="Pause"></button>
  <button data-does="on"></button><select><option value="1">1</option><option value="2">2</option></select>
  </section></div>`;
const says = { gone: "No longer shared.", over: "Open it again.", broken: "Try again." };
const settled = (ms = 1) => new Promise((done) => setTimeout(done, ms));

// An audio element without sound: a test says where it is and when it ends.
class Sound extends EventTarget {
  paused = true;
  ended = false;
  error = null;
  currentTime = 0;
  #src = "";

  get src() {
    return this.#src;
  }

  set src(src) {
    this.#src = src;
    this.currentTime = 0;
    this.paused = true;
    this.ended = false;
  }

  async play() {
    this.paused = false;
    this.dispatchEvent(new Event("play"));
  }

  pause() {
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }

  end() {
    this.paused = true;
    this.ended = true;
    this.dispatchEvent(new Event("ended"));
  }

  removeAttribute() {
    this.#src = "";
  }

  load() {}
}

let document;
let audio;
let shared;
let status;

beforeEach(async () => {
  ({ document } = openPage(PAGE));
  globalThis.requestAnimationFrame = () => {};
  const { openShared } = await import("../../static/js/shared_lesson.js");
  audio = new Sound();
  status = 204;
  shared = openShared(document.body, { audio, says, ask: async () => ({ status }) });
});

afterEach(() => shared.end());

const lit = () => document.querySelector(".line span.now")?.textContent ?? null;
const press = (name) => document.querySelector(`[data-does=${name}]`).click();

test("lines are fetched one by one and played in order, with the silence between them", async () => {
  press("toggle");
  assert.equal(audio.src, "/s/t/lines/one/audio?sound=a&visit=v%3A1");
  assert.equal(document.querySelector("[data-does=toggle]").getAttribute("aria-label"), "Pause");
  assert.equal(lit(), "One");
  audio.currentTime = 0.5;
  shared.reader.show();
  assert.equal(lit(), "line.");
  audio.end();
  assert.ok(shared.track.isPlaying);
  await settled(40);
  assert.equal(audio.src, "/s/t/lines/two/audio?sound=b&visit=v%3A1");
  assert.ok(!audio.paused);
  audio.end();
  assert.ok(!shared.track.isPlaying);
  press("toggle");
  assert.match(audio.src, /one/);
});

test("a pause holds in the silence between two lines, too", async () => {
  press("toggle");
  audio.end();
  press("toggle");
  await settled(40);
  assert.match(audio.src, /one/);
  assert.ok(!shared.track.isPlaying);
});

test("a tap on a word plays from there, and buttons move by lines", async () => {
  document.querySelector("[data-from='400']").click();
  assert.deepEqual(
    [audio.src.includes("/one/"), audio.currentTime, audio.paused],
    [true, 0.4, false],
  );
  press("on");
  assert.ok(audio.src.includes("/two/") && !audio.paused);
  assert.equal(lit(), "Two");
  press("back");
  assert.ok(audio.src.includes("/one/"));
});

test("once it is not shared any more, nothing plays and the page says so", async () => {
  press("toggle");
  assert.ok(await shared.check());
  status = 404;
  assert.ok(!(await shared.check()));
  assert.equal(document.querySelector(".says").textContent, says.gone);
  assert.ok(audio.paused && audio.src === "");
  assert.ok(document.querySelector("[data-does=toggle]").disabled);
  await shared.track.play();
  assert.ok(audio.paused);
});

test("a sound that can't be loaded is told apart from one that is not shared", async () => {
  press("toggle");
  audio.dispatchEvent(new Event("error"));
  await settled();
  assert.equal(document.querySelector(".says").textContent, says.broken);
  status = 403;
  audio.dispatchEvent(new Event("error"));
  await settled();
  assert.equal(document.querySelector(".says").textContent, says.over);
});
