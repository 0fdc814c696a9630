// A level meter: the last few seconds of loudness as bars on a canvas.

const BAR = 4;
const GAP = 3;
// -50 dBFS and less are an empty bar, 0 dBFS is a full one.
const FLOOR = -50;

// The level of samples in [-1, 1] in dBFS, as AES17 has it: a full-scale sine is 0. Silence is -97.
export function decibels(samples) {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return 10 * Math.log10(2 * power + 2e-10);
}

// How much of a bar, from 0 to 1, a level in dBFS fills.
export function fullness(level) {
  return Math.max(0, Math.min(1, 1 - level / FLOOR));
}

export class Level {
  #canvas;
  #bars = [];

  constructor(canvas) {
    this.#canvas = canvas;
    this.clear();
  }

  clear() {
    this.#bars = [];
    this.#draw();
  }

  add(samples) {
    this.#bars.push(fullness(decibels(samples)));
    this.#draw();
  }

  #draw() {
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [this.#canvas.clientWidth, this.#canvas.clientHeight];
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    const pen = this.#canvas.getContext("2d");
    pen.scale(scale, scale);
    const room = Math.floor(width / (BAR + GAP));
    const shown = this.#bars.slice(-room);
    pen.fillStyle = getComputedStyle(this.#canvas).color;
    for (let i = 0; i < room; i++) {
      const bar = Math.max(BAR, (shown[i] ?? 0) * height);
      pen.globalAlpha = i < shown.length ? 1 : 0.2;
      pen.beginPath();
      pen.roundRect(i * (BAR + GAP), (height - bar) / 2, BAR, bar, BAR / 2);
      pen.fill();
    }
  }
}
