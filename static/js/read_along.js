// Plays a lesson on a page to read along: the line and the word that are heard light up, and a tap
// on a line or word plays from there. Also the script inside of the files that are downloaded, so
// that it imports nothing.

// The whole lesson as one sound in an audio element; all times in milliseconds.
export class WholeTrack extends EventTarget {
  #audio;

  constructor(audio, source) {
    super();
    this.#audio = audio;
    audio.src = source;
    for (const name of ["play", "pause", "ended", "error", "seeked"])
      audio.addEventListener(name, () => this.dispatchEvent(new Event("change")));
  }

  get isPlaying() {
    return !this.#audio.paused && !this.#audio.ended;
  }

  get ms() {
    return this.#audio.currentTime * 1000;
  }

  set ms(ms) {
    this.#audio.currentTime = ms / 1000;
  }

  get isBroken() {
    return this.#audio.error !== null;
  }

  set rate(rate) {
    this.#audio.defaultPlaybackRate = rate;
    this.#audio.playbackRate = rate;
  }

  play() {
    return this.#audio.play();
  }

  pause() {
    this.#audio.pause();
  }
}

// Of things with `start`, in order, the last that has begun at `ms`; -1 before all of them.
export function indexAt(things, ms) {
  let [low, high] = [0, things.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (things[middle].start <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const clock = (ms) => {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

// The page: its text, its controls, and the track that it plays.
export class ReadAlong {
  lines; // [{start, end, element}] that can be heard
  #track;
  #bar;
  #toggle;
  #place;
  #at = -1; // the line that is lit
  #word = null;
  #isHeld = false; // somebody drags the slider

  constructor(page, track) {
    this.#track = track;
    this.#bar = page.querySelector(".player");
    this.#toggle = this.#bar.querySelector("[data-does=toggle]");
    this.#place = this.#bar.querySelector("[type=range]");
    this.lines = linesOf(page);
    const does = { toggle: () => this.toggle(), back: () => this.move(-1), on: () => this.move(1) };
    for (const button of this.#bar.querySelectorAll("[data-does]"))
      button.addEventListener("click", does[button.dataset.does]);
    this.#bar.querySelector("select").addEventListener("change", ({ target }) => {
      track.rate = Number(target.value);
    });
    this.#place.addEventListener("input", () => {
      this.#isHeld = true;
      this.#showTime(Number(this.#place.value));
    });
    this.#place.addEventListener("change", () => {
      this.#isHeld = false;
      this.#goTo(Number(this.#place.value));
    });
    page.querySelector("article").addEventListener("click", (event) => this.#tapped(event.target));
    page.querySelector(".contents")?.addEventListener("click", ({ target }) => {
      const named = target.closest("a")?.hash.slice(1);
      const line = named && page.ownerDocument.getElementById(named)?.querySelector("[data-start]");
      if (line) this.#goTo(Number(line.dataset.start));
    });
    page.ownerDocument.addEventListener("keydown", (event) => this.#pressed(event));
    for (const [name, step] of [
      ["previoustrack", -1],
      ["nexttrack", 1],
    ])
      globalThis.navigator.mediaSession?.setActionHandler(name, () => this.move(step));
    track.addEventListener("change", () => this.#changed());
    this.#bar.hidden = false;
    this.#changed();
  }

  toggle() {
    if (this.#track.isPlaying) return this.#track.pause();
    return this.#play();
  }

  // One line on (+1) or back (-1). Well into a line, back goes to its beginning.
  move(step) {
    const ms = this.#track.ms;
    const at = indexAt(this.lines, ms);
    const isInside = step < 0 && ms - (this.lines[at]?.start ?? 0) > 1500;
    const line =
      this.lines[Math.min(this.lines.length - 1, Math.max(0, isInside ? at : at + step))];
    if (line) this.#goTo(line.start);
  }

  // Lights what is heard now.
  show() {
    const ms = this.#track.ms;
    if (!this.#isHeld) this.#showTime(ms);
    const at = indexAt(this.lines, ms + 1);
    if (at !== this.#at) {
      this.lines[this.#at]?.element.classList.remove("now");
      this.#at = at;
      const lit = this.lines[at]?.element;
      lit?.classList.add("now");
      if (this.#track.isPlaying) lit?.scrollIntoView({ block: "nearest" });
    }
    const line = this.lines[at];
    const inLine = ms - (line?.start ?? 0);
    const word = line?.words.find(({ start, end }) => start <= inLine && inLine < end) ?? null;
    if (word === this.#word) return;
    this.#word?.element.classList.remove("now");
    word?.element.classList.add("now");
    this.#word = word;
  }

  #play() {
    return this.#track.play().catch(() => this.#changed());
  }

  #goTo(ms) {
    this.#track.ms = ms;
    this.show();
  }

  #tapped(target) {
    if (globalThis.getSelection?.().isCollapsed === false) return; // somebody selects text
    const line = target.closest?.(".line[data-start]");
    if (!line) return;
    const word = target.closest("[data-from]");
    this.#goTo(Number(line.dataset.start) + Number(word?.dataset.from ?? 0));
    this.#play();
  }

  #pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, select, button, summary, a, textarea")) return;
    if (event.key === " ") this.toggle();
    else if (event.key === "ArrowLeft") this.move(-1);
    else if (event.key === "ArrowRight") this.move(1);
    else return;
    event.preventDefault();
  }

  #changed() {
    const { isPlaying } = this.#track;
    this.#bar.dataset.state = isPlaying ? "playing" : "paused";
    const { play, pause } = this.#toggle.dataset;
    this.#toggle.setAttribute("aria-label", isPlaying ? pause : play);
    this.show();
    if (isPlaying) this.#follow();
  }

  #follow() {
    globalThis.requestAnimationFrame(() => {
      if (!this.#track.isPlaying) return;
      this.show();
      this.#follow();
    });
  }

  #showTime(ms) {
    this.#place.value = ms;
    const text = `${clock(ms)} / ${clock(Number(this.#place.max))}`;
    this.#place.setAttribute("aria-valuetext", text);
    this.#bar.querySelector(".time").textContent = text;
  }
}

function linesOf(page) {
  return [...page.querySelectorAll(".line[data-start]")].map((element) => ({
    start: Number(element.dataset.start),
    ms: Number(element.dataset.ms),
    element,
    words: [...element.querySelectorAll("[data-from]")].map((word) => ({
      start: Number(word.dataset.from),
      end: Number(word.dataset.to),
      element: word,
    })),
  }));
}

// The audio inside of the page: base64 in elements that no browser runs.
function embedded(page) {
  const blocks = [...page.querySelectorAll("[data-audio]")];
  const type = blocks[0].dataset.audio;
  const parts = blocks.map((block) => {
    const text = atob(block.textContent);
    block.remove();
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    return bytes;
  });
  return URL.createObjectURL(new Blob(parts, { type }));
}

if (document.querySelector("[data-audio]"))
  new ReadAlong(document.body, new WholeTrack(new Audio(), embedded(document.body)));
