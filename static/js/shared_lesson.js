// A shared lesson: its lines are fetched one by one while they are played, so that nothing more
// is heard once the link is revoked.

import { indexAt, ReadAlong } from "./read_along.js";

const ASK_AGAIN_MS = 5000;

// The lines of a lesson, each a sound of its own, played through one audio element. Sends "change",
// and "failed" where a sound can't be loaded. All times are milliseconds of the whole lesson.
export class LineTrack extends EventTarget {
  #rate = 1;
  #audio;
  #lines;
  #address;
  #at = -1;
  #gap = null; // runs during the silence between two lines
  #wanted = 0; // where to go on once the sound is there
  #isStopped = false;

  // `lines`: [{start, ms, element}] in order; `address(element)`: where the line's sound is.
  constructor(audio, lines, address) {
    super();
    this.#audio = audio;
    this.#lines = lines;
    this.#address = address;
    for (const name of ["play", "pause", "seeked"])
      audio.addEventListener(name, () => this.dispatchEvent(new Event("change")));
    audio.addEventListener("ended", () => this.#lineEnded());
    audio.addEventListener("error", () => this.#at >= 0 && this.dispatchEvent(new Event("failed")));
  }

  get isPlaying() {
    return this.#gap !== null || (!this.#audio.paused && !this.#audio.ended);
  }

  get ms() {
    if (this.#at < 0) return this.#wanted;
    return this.#lines[this.#at].start + this.#audio.currentTime * 1000;
  }

  set ms(ms) {
    const { isPlaying } = this;
    this.#endGap();
    const at = Math.max(0, indexAt(this.#lines, ms));
    const inLine = Math.max(0, Math.min(ms - this.#lines[at].start, this.#lines[at].ms - 1));
    if (at !== this.#at) this.#load(at);
    this.#audio.currentTime = inLine / 1000;
    if (isPlaying) this.play().catch(() => {});
    else this.dispatchEvent(new Event("change"));
  }

  set rate(rate) {
    this.#audio.defaultPlaybackRate = rate;
    this.#audio.playbackRate = rate;
    this.#rate = rate;
  }

  play() {
    if (this.#isStopped) return Promise.resolve();
    const isOver = this.#at === this.#lines.length - 1 && this.#audio.ended;
    if (this.#at < 0 || isOver) this.#load(0);
    return this.#audio.play();
  }

  pause() {
    this.#endGap();
    this.#audio.pause();
    this.dispatchEvent(new Event("change"));
  }

  // For good: what the browser has loaded already is thrown away, too.
  stop() {
    this.pause();
    this.#isStopped = true;
    this.#wanted = this.ms;
    this.#at = -1;
    this.#audio.removeAttribute("src");
    this.#audio.load();
  }

  #load(at) {
    this.#at = at;
    this.#audio.src = this.#address(this.#lines[at].element);
    this.#audio.playbackRate = this.#rate;
  }

  #lineEnded() {
    const line = this.#lines[this.#at];
    const next = this.#lines[this.#at + 1];
    if (!next) {
      this.dispatchEvent(new Event("change"));
      return;
    }
    const wait = Math.max(0, next.start - line.start - line.ms);
    this.#gap = setTimeout(() => {
      this.#gap = null;
      this.#load(this.#lines.indexOf(next));
      this.play().catch(() => this.dispatchEvent(new Event("change")));
    }, wait / this.#rate);
    this.dispatchEvent(new Event("change"));
  }

  #endGap() {
    clearTimeout(this.#gap);
    this.#gap = null;
  }
}

// Plays the page's lesson until the server says that it is not shared any more.
export function openShared(page, { audio, ask = fetch, says }) {
  const shared = page.querySelector("#shared");
  const visit = `visit=${encodeURIComponent(shared.dataset.visit)}`;
  const address = ({ dataset }) =>
    `${shared.dataset.line.replace("KEY", dataset.key)}?sound=${dataset.sound}&${visit}`;
  const lines = [...page.querySelectorAll(".line[data-start]")].map((element) => ({
    start: Number(element.dataset.start),
    ms: Number(element.dataset.ms),
    element,
  }));
  const track = new LineTrack(audio, lines, address);
  const reader = new ReadAlong(page, track);
  const status = page.querySelector(".player .says");

  const check = async () => {
    const answer = await ask(`${shared.dataset.state}?${visit}`, { cache: "no-store" }).catch(
      () => null,
    );
    if (answer?.status !== 404 && answer?.status !== 403) return true;
    track.stop();
    for (const control of page.querySelectorAll(".player :is(button, input, select)"))
      control.disabled = true;
    status.textContent = answer.status === 404 ? says.gone : says.over;
    return false;
  };
  track.addEventListener("failed", async () => {
    if (await check()) status.textContent = says.broken;
  });
  track.addEventListener("change", () => {
    if (track.isPlaying) status.textContent = "";
  });
  const watching = setInterval(() => track.isPlaying && check(), ASK_AGAIN_MS);
  return { reader, track, check, end: () => clearInterval(watching) };
}

const words = document.querySelector("#shared-says");
if (words) openShared(document.body, { audio: new Audio(), says: JSON.parse(words.textContent) });
