// A recording as a picture: its wave, what is marked in it, and where it is being played. A press
// plays from there; the keys of a slider move it.

import { clock } from "../clock.js";

const SVG = "http://www.w3.org/2000/svg";
const BARS = 160;
const HEIGHT = 60;
const STEP_SECONDS = 1;

export class Waveform {
  #root;
  #audio;
  #seconds = 0;
  #wave;
  #marks;
  #head;

  // `root` becomes a slider over what `audio` plays.
  constructor(root, audio) {
    this.#root = root;
    this.#audio = audio;
    const picture = shape("svg", { viewBox: `0 0 ${BARS} ${HEIGHT}`, preserveAspectRatio: "none" });
    picture.setAttribute("aria-hidden", "true");
    this.#marks = shape("g", {});
    this.#wave = shape("path", { class: "wave" });
    this.#head = shape("line", { class: "head", y1: 0, y2: HEIGHT });
    picture.append(this.#marks, this.#wave, this.#head);
    root.replaceChildren(picture);
    root.addEventListener("click", (event) => {
      const { left, width } = root.getBoundingClientRect();
      this.playFrom(((event.clientX - left) / width) * this.#seconds);
    });
    root.addEventListener("keydown", (event) => this.#press(event));
    audio.addEventListener("timeupdate", () => this.#place());
    audio.addEventListener("seeked", () => this.#place());
  }

  // Shows samples [-1, 1] and spots [{kind, start, end}].
  show(samples, rate, spots) {
    this.#seconds = samples.length / rate;
    this.#wave.setAttribute("d", outline(samples));
    const scale = BARS / this.#seconds;
    const mark = ({ kind, start, end }) =>
      shape("rect", {
        class: kind,
        x: start * scale,
        width: Math.max(1, (end - start) * scale),
        height: HEIGHT,
      });
    this.#marks.replaceChildren(...spots.map(mark));
    this.#root.setAttribute("aria-valuemin", "0");
    this.#root.setAttribute("aria-valuemax", this.#seconds.toFixed(1));
    this.#place();
  }

  playFrom(seconds) {
    this.#audio.currentTime = Math.max(0, Math.min(this.#seconds, seconds));
    this.#audio.play();
    this.#place();
  }

  #place() {
    const at = this.#audio.currentTime || 0;
    const x = (at / (this.#seconds || 1)) * BARS;
    this.#head.setAttribute("x1", x);
    this.#head.setAttribute("x2", x);
    this.#root.setAttribute("aria-valuenow", at.toFixed(1));
    this.#root.setAttribute("aria-valuetext", `${clock(at)} / ${clock(this.#seconds)}`);
  }

  #press(event) {
    const audio = this.#audio;
    const to = {
      ArrowLeft: audio.currentTime - STEP_SECONDS,
      ArrowDown: audio.currentTime - STEP_SECONDS,
      ArrowRight: audio.currentTime + STEP_SECONDS,
      ArrowUp: audio.currentTime + STEP_SECONDS,
      Home: 0,
      End: this.#seconds,
    }[event.key];
    if (to !== undefined) audio.currentTime = Math.max(0, Math.min(this.#seconds, to));
    else if (event.key === " " || event.key === "Enter")
      audio.paused ? audio.play() : audio.pause();
    else return;
    event.preventDefault();
    this.#place();
  }
}

// The highest and lowest sample of each bar, as an area.
function outline(samples) {
  const [above, below] = [[], []];
  const size = samples.length / BARS;
  for (let bar = 0; bar < BARS; bar++) {
    let [high, low] = [0, 0];
    for (let i = Math.floor(bar * size); i < (bar + 1) * size && i < samples.length; i++) {
      if (samples[i] > high) high = samples[i];
      if (samples[i] < low) low = samples[i];
    }
    above.push(`${bar + 0.5},${y(high)}`);
    below.push(`${bar + 0.5},${y(low)}`);
  }
  return `M${above.join("L")}L${below.reverse().join("L")}Z`;
}

// Small sounds are drawn larger than they are, so that they can be seen.
function y(sample) {
  const height = Math.sign(sample) * Math.min(1, Math.abs(sample)) ** 0.6;
  return (HEIGHT / 2 - (height * (HEIGHT - 4)) / 2 - (sample === 0 ? 0.5 : 0)).toFixed(1);
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
