import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { SegmentPlayer } from "../../static/js/segment_player.js";
import { advance, FakeAudioContext, FakeServer, FakeSourceNode } from "./audio.js";

let server;
let player;
let states;

// A player of a job with segments of these lengths in seconds, of which `made` are made.
function open(lengths, { made = lengths.length, jobOpen = false } = {}) {
  server = new FakeServer(lengths);
  globalThis.fetch = server.fetch;
  player = new SegmentPlayer((index) => `segment:${index}`, 24000);
  player.know(known(made), jobOpen);
  states = [player.state];
  player.addEventListener("change", () => {
    if (player.state !== states.at(-1)) states.push(player.state);
  });
}

const known = (made) => server.lengths.map((seconds, i) => (i < made ? seconds * 1000 : undefined));
const context = () => FakeAudioContext.last;
const sounding = () => context().nodes.filter((node) => !node.stopped);
const near = (value, wanted) =>
  assert.ok(Math.abs(value - wanted) < 0.15, `${value} is not about ${wanted}`);

beforeEach(() => {
  globalThis.AudioContext = FakeAudioContext;
  globalThis.AudioBufferSourceNode = FakeSourceNode;
  FakeAudioContext.last = null;
  FakeAudioContext.blocked = false;
});

// A test with timers of its own; what the player reports to the console is given to it.
function playing(name, body) {
  test(name, async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
    const errors = t.mock.method(console, "error", () => {});
    await body((seconds) => advance(t.mock.timers, seconds), errors.mock);
  });
}

playing("each segment begins at the sample where the one before it ends", async (pass) => {
  open([2, 1.5, 2.25]);
  player.play();
  await pass(0.2);
  const [first, second, third] = sounding();
  assert.equal(second.starts, first.ends);
  assert.equal(third.starts, second.ends);
  assert.deepEqual(
    [first, second, third].map((node) => node.offset),
    [0, 0, 0],
  );
  await pass(5);
  assert.equal(player.state, "playing");
  await pass(1);
  assert.deepEqual(states, ["idle", "playing", "ended"]);
});

playing("no more than the next twelve seconds are loaded ahead", async (pass) => {
  open(Array(10).fill(5));
  player.play();
  await pass(1);
  assert.deepEqual(server.requests, [0, 1, 2]);
  await pass(3);
  assert.deepEqual(server.requests, [0, 1, 2, 3]);
});

playing("it waits for a segment that is not made yet and goes on with it", async (pass) => {
  open([2, 2, 2], { made: 1, jobOpen: true });
  player.play();
  await pass(2.5);
  assert.equal(player.state, "waiting");
  assert.deepEqual(server.requests, [0]);
  near(player.position.seconds, 2);
  player.know(known(3), false);
  assert.deepEqual(server.requests, [0, 1]);
  await pass(0.2);
  assert.equal(player.state, "playing");
  assert.equal(player.position.index, 1);
  await pass(4.2);
  assert.equal(player.state, "ended");
});

playing("a job that ended without its last segments has no more to wait for", async (pass) => {
  open([2, 2], { made: 1, jobOpen: false });
  player.play();
  await pass(2.5);
  assert.equal(player.state, "ended");
});

playing("Play after the end begins again", async (pass) => {
  open([1, 1]);
  player.play();
  await pass(2.5);
  assert.equal(player.state, "ended");
  player.play();
  await pass(0.5);
  assert.equal(player.state, "playing");
  assert.equal(player.position.index, 0);
});

playing("a seek begins within a segment and silences what was scheduled", async (pass) => {
  open([2, 2, 2]);
  player.play();
  await pass(1);
  const before = [...context().nodes];
  player.seek(3.5);
  assert.ok(before.every((node) => node.stopped));
  assert.equal(player.position.index, 1);
  near(player.position.seconds, 3.5);
  await pass(0.2);
  const [second, third] = sounding();
  assert.equal(second.offset, 1.5);
  near(second.ends - second.starts, 0.5);
  assert.equal(third.starts, second.ends);
  assert.equal(third.offset, 0);
});

playing("ten seconds forward and back again is the same place", async (pass) => {
  open(Array(8).fill(4));
  player.play();
  await pass(5);
  const { seconds } = player.position;
  player.seek(seconds + 10);
  near(player.position.seconds, seconds + 10);
  assert.equal(player.position.index, 3);
  player.seek(player.position.seconds - 10);
  near(player.position.seconds, seconds);
  assert.equal(player.position.index, 1);
});

playing("a seek stays within what is made", async (pass) => {
  open([2, 2, 2], { made: 2, jobOpen: true });
  assert.equal(player.seconds, 4);
  player.seek(5);
  assert.equal(player.position.index, 1);
  player.play();
  await pass(0.5);
  assert.deepEqual(server.requests, [1]);
});

playing("a pause keeps the place, and a seek while paused does not play", async (pass) => {
  open([3, 3]);
  player.play();
  await pass(1);
  player.pause();
  const { seconds } = player.position;
  await pass(5);
  assert.equal(player.state, "paused");
  assert.equal(player.position.seconds, seconds);
  player.seek(4);
  await pass(1);
  assert.equal(player.state, "paused");
  assert.equal(sounding().length, 0);
  player.play();
  await pass(0.2);
  assert.equal(sounding()[0].offset, 1);
});

playing("a sentence is played from its beginning", async (pass) => {
  open([2, 2, 2]);
  player.playFrom(2);
  await pass(0.2);
  assert.deepEqual(server.requests, [2]);
  assert.equal(player.position.index, 2);
});

playing("a browser that wants a press first is no error", async (pass) => {
  open([2]);
  FakeAudioContext.blocked = true;
  player.play();
  await pass(0.2);
  assert.equal(player.state, "blocked");
  assert.deepEqual(server.requests, []);
  FakeAudioContext.blocked = false;
  player.play();
  await pass(0.2);
  assert.equal(player.state, "playing");
});

playing("a failed load with nothing to hear is broken until Play", async (pass, errors) => {
  open([2, 2]);
  server.failures.set(0, 2);
  player.play();
  await pass(5);
  assert.equal(player.state, "broken");
  assert.deepEqual(server.requests, [0]);
  assert.match(String(errors.calls[0].arguments[0]), /segment 0: status 503/);
  player.play();
  await pass(0.2);
  assert.equal(player.state, "broken");
  player.play();
  await pass(0.2);
  assert.equal(player.state, "playing");
  assert.deepEqual(server.requests, [0, 0, 0, 1]);
});

playing("a failed load is tried again while earlier segments are heard", async (pass) => {
  open([5, 2, 2]);
  server.failures.set(1, 2);
  player.play();
  await pass(1.5);
  assert.equal(player.state, "playing");
  assert.deepEqual(server.requests, [0, 1]);
  await pass(3);
  assert.deepEqual(server.requests, [0, 1, 1, 1, 2]);
  const [first, second] = sounding();
  assert.equal(second.starts, first.ends);
  await pass(5);
  assert.deepEqual(states, ["idle", "playing", "ended"]);
});

playing("a seek past a failed segment does not wait", async (pass) => {
  open([5, 2, 2]);
  server.failures.set(1, Infinity);
  player.play();
  await pass(0.5);
  player.seek(8);
  await pass(0.2);
  assert.equal(player.state, "playing");
  assert.deepEqual(server.requests, [0, 1, 2]);
});

playing("a segment that goes on failing is broken once all before it was heard", async (pass) => {
  open([5, 2]);
  server.failures.set(1, Infinity);
  player.play();
  await pass(4.9);
  assert.equal(player.state, "playing");
  await pass(3);
  assert.equal(player.state, "broken");
  assert.deepEqual(server.requests, [0, 1, 1, 1, 1]);
  await pass(10);
  assert.equal(server.requests.length, 5);
  assert.equal(player.position.index, 1);
});

playing("a seek gives up a load that hangs, which breaks nothing", async (pass, errors) => {
  open([2, 2, 2]);
  server.hanging.add(0);
  player.play();
  await pass(1);
  assert.deepEqual(server.requests, [0]);
  player.seek(4);
  await pass(0.5);
  assert.equal(player.state, "playing");
  assert.equal(player.position.index, 2);
  assert.deepEqual(server.requests, [0, 2]);
  assert.equal(errors.calls.length, 0);
});
