import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { LessonPlayer } from "../../web/lessons/editor/player/player.js";

// An audio element without sound: a test says where it is and when it ends.
class Audio extends EventTarget {
  src = "";
  currentTime = 0;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  isPlaying = false;
  refusal = null;

  async play() {
    if (this.refusal) throw Object.assign(new Error(this.refusal), { name: this.refusal });
    this.isPlaying = true;
  }

  pause() {
    this.isPlaying = false;
  }

  end() {
    this.isPlaying = false;
    this.dispatchEvent(new Event("ended"));
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
let audio;
let made;
let asked;
let frame;
let lines;

function open() {
  return new LessonPlayer({
    audio,
    lines: () => lines,
    sound: (key) =>
      made.has(key)
        ? {
            digest: `sound of ${key}`,
            load: async () => new Blob([key]),
            words: async () => [
              { start: 0, end: 3, start_ms: 0, end_ms: 400 },
              { start: 4, end: 7, start_ms: 400, end_ms: 900 },
            ],
          }
        : null,
    ask: (key) => asked.push(key),
    frames: {
      requestAnimationFrame: (step) => {
        frame = step;
      },
    },
  });
}

beforeEach(() => {
  audio = new Audio();
  made = new Set(["a", "b", "c"]);
  asked = [];
  lines = [
    { key: "a", pauseMs: 0 },
    { key: "pause", pauseMs: 1, isPause: true },
    { key: "b", pauseMs: 0 },
    { key: "c", pauseMs: 0 },
  ];
});

test("lines are played in order, pauses between them, to the end", async () => {
  const player = open();
  await player.toggle();
  const heard = [];
  while (player.state === "playing") {
    heard.push(player.key);
    assert.ok(audio.isPlaying);
    audio.end();
    await settled();
  }
  assert.deepEqual(heard, ["a", "b", "c"]);
  assert.equal(player.state, "ended");
  await player.toggle();
  assert.equal(player.key, "a");
});

test("the word that is spoken is told by the time", async () => {
  const player = open();
  await player.playFrom("b");
  frame();
  assert.deepEqual(player.word, { start: 0, end: 3 });
  audio.currentTime = 0.6;
  frame();
  assert.deepEqual(player.word, { start: 4, end: 7 });
});

test("a line that is not made is asked for, and played once it is there", async () => {
  made.delete("b");
  const player = open();
  await player.playFrom("a");
  assert.deepEqual(asked, ["b"]);
  audio.end();
  await settled();
  assert.deepEqual([player.state, player.key], ["waiting", "b"]);
  made.add("b");
  await player.update();
  assert.deepEqual([player.state, audio.isPlaying], ["playing", true]);
});

test("pause and play go on where it was", async () => {
  const player = open();
  await player.playFrom("b");
  audio.currentTime = 0.5;
  player.toggle();
  assert.deepEqual([player.state, audio.isPlaying], ["paused", false]);
  await player.toggle();
  assert.deepEqual([player.state, audio.currentTime, player.key], ["playing", 0.5, "b"]);
});

test("it moves by lines and stays within the lesson", async () => {
  const player = open();
  await player.playFrom("b");
  await player.move(1);
  assert.equal(player.key, "c");
  await player.move(1);
  assert.equal(player.key, "c");
  await player.move(-1);
  await player.move(-1);
  await player.move(-1);
  assert.equal(player.key, "a");
});

test("one line or the whole lesson is repeated", async () => {
  const player = open();
  player.loop = "line";
  await player.playFrom("c");
  audio.end();
  await settled();
  assert.deepEqual([player.state, player.key], ["playing", "c"]);
  player.loop = "lesson";
  audio.end();
  await settled();
  assert.deepEqual([player.state, player.key], ["playing", "a"]);
});

test("a browser that wants a press first, and a line that can't be loaded, are told apart", async () => {
  const player = open();
  audio.refusal = "NotAllowedError";
  await player.playFrom("a");
  assert.equal(player.state, "blocked");
  audio.refusal = "NotSupportedError";
  await player.playFrom("a");
  assert.equal(player.state, "broken");
});
