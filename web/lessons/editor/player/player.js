// Plays a lesson line after line through one audio element, which keeps the pitch at any speed and
// gives the system's own controls something to hold.
//
// Sends "change" when `state`, `key` or `word` may have changed. `state` is
//   idle, playing, waiting (for a line to be made), paused, ended,
//   blocked (the browser wants a press first) or broken (a line can't be loaded).

export class LessonPlayer extends EventTarget {
  state = "idle";
  key = null; // the line that is played, or waited for
  word = null; // {start, end}: the letters of it that are spoken now
  loop = "off"; // or "line", "lesson"
  #audio;
  #lines;
  #sound;
  #ask;
  #frames;
  #playing = null; // the sound in the audio element
  #ahead = null; // [sound, url] of the next line
  #timer = null; // runs during the pause between two lines
  #run = 0; // counts starts: what an earlier one has loaded is thrown away

  // `lines()`: [{key, pauseMs, isPause}] in order; `sound(key)`: the line's sound as it can be
  // played now, {digest, load() → Blob, words() → [{start, end, start_ms, end_ms}]}, or null;
  // `ask(key)`: have the lesson made from this line on.
  constructor({ audio, lines, sound, ask, frames = globalThis }) {
    super();
    this.#audio = audio;
    this.#lines = lines;
    this.#sound = sound;
    this.#ask = ask;
    this.#frames = frames;
    audio.addEventListener("ended", () => this.#lineEnded());
    audio.addEventListener("error", () => this.#playing && this.#enter("broken"));
  }

  get rate() {
    return this.#audio.playbackRate;
  }

  set rate(rate) {
    this.#audio.defaultPlaybackRate = rate;
    this.#audio.playbackRate = rate;
  }

  // Milliseconds into the line that is played.
  get position() {
    return this.#playing ? Math.round(this.#audio.currentTime * 1000) : 0;
  }

  async playFrom(key, ms = 0) {
    const run = ++this.#run;
    clearTimeout(this.#timer);
    this.#audio.pause();
    this.#playing = null;
    this.key = key;
    this.word = null;
    const sound = this.#sound(key);
    if (!sound) {
      this.#enter("waiting");
      this.#ask(key);
      return;
    }
    this.#enter("playing");
    try {
      const [url, words] = await this.#loaded(sound);
      if (run !== this.#run) return;
      this.#audio.src = url;
      this.#audio.currentTime = ms / 1000;
      this.#playing = { ...sound, spoken: words };
      await this.#audio.play();
    } catch (error) {
      if (run !== this.#run || error.name === "AbortError") return;
      this.#enter(error.name === "NotAllowedError" ? "blocked" : "broken");
      return;
    }
    this.#follow(run);
    this.#loadAhead();
  }

  toggle() {
    if (this.state === "playing" || this.state === "waiting") return this.pause();
    const lines = this.#spoken();
    if (this.state === "paused" && this.#playing) {
      this.#enter("playing");
      this.#audio.play();
      this.#follow(this.#run);
      return undefined;
    }
    const known = lines.some(({ key }) => key === this.key) && this.state !== "ended";
    return lines.length ? this.playFrom(known ? this.key : lines[0].key) : undefined;
  }

  pause() {
    this.#run++;
    clearTimeout(this.#timer);
    this.#audio.pause();
    this.#enter("paused");
  }

  // One line on (+1) or back (-1).
  move(step) {
    const lines = this.#spoken();
    const at = lines.findIndex(({ key }) => key === this.key);
    const line = lines[Math.min(lines.length - 1, Math.max(0, at + step))];
    return line && this.playFrom(line.key);
  }

  // Lines have been made, or have changed: goes on where it waited.
  update() {
    if (this.state === "waiting" && this.#sound(this.key)) return this.playFrom(this.key);
    if (this.state === "playing") this.#loadAhead();
    return undefined;
  }

  #spoken() {
    return this.#lines().filter(({ isPause }) => !isPause);
  }

  #lineEnded() {
    if (this.state !== "playing") return;
    if (this.loop === "line") {
      this.playFrom(this.key);
      return;
    }
    const lines = this.#lines();
    const at = lines.findIndex(({ key }) => key === this.key);
    let wait = lines[at]?.pauseMs ?? 0;
    let next = at + 1;
    while (lines[next]?.isPause) wait += lines[next++].pauseMs;
    const [first] = this.#spoken();
    const line = lines[next] ?? (this.loop === "lesson" ? first : null);
    this.word = null;
    if (!line) {
      this.#playing = null;
      this.#enter("ended");
      return;
    }
    this.dispatchEvent(new Event("change"));
    this.#timer = setTimeout(() => this.playFrom(line.key), wait / this.rate);
  }

  async #loaded(sound) {
    const words = sound.words().catch(() => []); // a line without times is played all the same
    if (this.#ahead?.[0] !== sound.digest) this.#keep(sound.digest, await sound.load());
    return [this.#ahead[1], await words];
  }

  #keep(digest, blob) {
    if (this.#ahead) URL.revokeObjectURL(this.#ahead[1]);
    this.#ahead = [digest, URL.createObjectURL(blob)];
  }

  // Gets the next line into the browser's cache while this one plays.
  #loadAhead() {
    const lines = this.#spoken();
    const next = lines[lines.findIndex(({ key }) => key === this.key) + 1];
    if (!next) return;
    const sound = this.#sound(next.key);
    if (sound)
      sound.load().catch(() => {}); // playing it will say what is wrong
    else this.#ask(next.key);
  }

  #follow(run) {
    const step = () => {
      if (run !== this.#run || this.state !== "playing") return;
      const now = this.#audio.currentTime * 1000;
      const word = this.#playing?.spoken.find(
        ({ start_ms, end_ms }) => start_ms <= now && now < end_ms,
      );
      if (word && (word.start !== this.word?.start || word.end !== this.word?.end)) {
        this.word = { start: word.start, end: word.end };
        this.dispatchEvent(new Event("change"));
      }
      this.#frames.requestAnimationFrame(step);
    };
    this.#frames.requestAnimationFrame(step);
  }

  #enter(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
