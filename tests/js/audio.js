// Web Audio, the microphone and a server of segments, as far as the scripts use them.

import { setImmediate as settled } from "node:timers/promises";
import { liveReading } from "../../static/js/recording/figures/live_reading.js";
import { Meter } from "../../static/js/recording/figures/meter.js";

// A context whose time passes only through advance().
export class FakeAudioContext {
  static last = null;
  static blocked = false;

  currentTime = 0;
  state = "suspended";
  destination = {};
  nodes = [];

  constructor({ sampleRate = 8000 } = {}) {
    this.sampleRate = sampleRate;
    FakeAudioContext.last = this;
  }

  async resume() {
    if (FakeAudioContext.blocked) return new Promise(() => {});
    this.state = "running";
  }

  async suspend() {
    this.state = "suspended";
  }

  // Bodies of FakeServer hold nothing but a length in seconds.
  async decodeAudioData(bytes) {
    return { duration: new Float64Array(bytes)[0] };
  }
}

export class FakeSourceNode {
  stopped = false;

  constructor(context, { buffer }) {
    this.duration = buffer.duration;
    context.nodes.push(this);
  }

  connect() {}

  start(when, offset) {
    this.starts = when;
    this.offset = offset;
    this.ends = when + this.duration - offset;
  }

  stop() {
    this.stopped = true;
  }
}

// Serves segments of these lengths in seconds. `failures` holds how often the next requests for a
// segment fail, `hanging` the segments that are never answered.
export class FakeServer {
  requests = [];
  failures = new Map();
  hanging = new Set();

  constructor(lengths) {
    this.lengths = lengths;
  }

  fetch = async (url, { signal } = {}) => {
    const index = Number(url.slice("segment:".length));
    this.requests.push(index);
    if (this.hanging.has(index)) {
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    }
    const failing = this.failures.get(index) ?? 0;
    if (failing > 0) {
      this.failures.set(index, failing - 1);
      return new Response("", { status: 503 });
    }
    return new Response(new Float64Array([this.lengths[index]]));
  };
}

// Lets `seconds` pass for the timers of a test and for the audio, in steps of 20 ms.
export async function advance(timers, seconds) {
  for (let passed = 0; passed < Math.round(seconds * 1000); passed += 20) {
    const context = FakeAudioContext.last;
    if (context?.state === "running") {
      context.currentTime = Math.round(context.currentTime * 1000 + 20) / 1000;
    }
    timers.tick(20);
    await settled();
    await settled();
  }
}

// A microphone whose sound is given to speak(). `refusal` is the name of the error that the
// browser answers with, `noWorklet` that the worklet can't be loaded.
export class FakeMicrophone {
  open = false;
  contexts = [];
  refusal = null;
  noWorklet = false;
  rate = 8000;
  // Every sample that was heard since the microphone was opened last.
  heard = [];
  devices = [];
  asked = null;
  #port = null;
  #meter = null;

  install() {
    const microphone = this;
    class Context extends FakeAudioContext {
      constructor() {
        super({ sampleRate: microphone.rate });
        microphone.contexts.push(this);
      }
      audioWorklet = {
        addModule: async () => {
          if (microphone.noWorklet) throw new DOMException("no worklet", "AbortError");
        },
      };
      createMediaStreamSource = () => ({ connect() {} });
      close() {
        this.state = "closed";
      }
    }
    class WorkletNode {
      port = { onmessage: null };
      constructor() {
        microphone.#port = this.port;
        microphone.#meter = new Meter(microphone.rate);
        microphone.heard = [];
      }
    }
    const track = {
      stop: () => {
        this.open = false;
      },
    };
    const enumerateDevices = async () => this.devices;
    const getUserMedia = async ({ audio }) => {
      this.asked = audio;
      if (this.refusal) throw new DOMException("no microphone", this.refusal);
      this.open = true;
      return { getTracks: () => [track] };
    };
    globalThis.AudioContext = Context;
    globalThis.AudioWorkletNode = WorkletNode;
    window.AudioWorkletNode = WorkletNode;
    Object.defineProperty(navigator, "mediaDevices", {
      value: { getUserMedia, enumerateDevices },
      configurable: true,
    });
  }

  // Syllables for so many seconds, in blocks of a tenth of a second.
  speak(seconds, amplitude = 0.3) {
    const blocks = Math.round(seconds * 10);
    this.hear(syllables(amplitude, blocks, this.rate));
  }

  // Gives these samples to the page as the worklet does, in blocks of a tenth of a second.
  hear(samples) {
    const size = this.rate / 10;
    for (let at = 0; at < samples.length; at += size) {
      const block = samples.slice(at, at + size);
      this.#meter.add(block);
      this.heard.push(...block);
      this.#port.onmessage?.({ data: { samples: block, reading: liveReading(this.#meter) } });
    }
  }
}

// Speech as far as levels go: tones of a tenth of a second, every third of them faint.
export function syllables(amplitude, tenths, rate = 8000) {
  const samples = sine(amplitude, (tenths * rate) / 10, rate);
  return samples.map((each, i) => (Math.floor((10 * i) / rate) % 3 === 2 ? each / 100 : each));
}

// A sine of 400 Hz with this peak.
export function sine(amplitude, samples, rate = 8000) {
  return Float32Array.from(
    { length: samples },
    (_, i) => amplitude * Math.sin((2 * Math.PI * 400 * i) / rate),
  );
}
