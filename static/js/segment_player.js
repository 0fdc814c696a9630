// Plays a job's segments one after the other without a gap, through Web Audio, while later ones
// are still being made.
//
// Sends "change" whenever state or position may have changed. `state` is
//   idle (not begun), playing, waiting (for a segment to be made), paused, ended,
//   blocked (the browser wants a press first) or broken (a segment can't be loaded).

// Audio that is scheduled ahead, in seconds: enough for a slow network, little to throw away.
const AHEAD = 12;
const TICK_MS = 100;
// Seconds until a segment that could not be loaded is asked for again, while others still play.
const RETRY = 2;

export class SegmentPlayer extends EventTarget {
  state = "idle";
  #url;
  #rate;
  #lengths = []; // ms of every segment; undefined while it is not made
  #total = 0;
  #open = true;
  #context = null;
  #scheduled = []; // {index, from, starts, ends, node}: times of the context, in seconds
  #next = 0; // the segment that is scheduled next
  #skip = 0; // seconds of it that are left out, after a seek
  #free = 0; // when it can start
  #run = new AbortController(); // aborted by a seek, with what is being loaded
  #filling = false;
  #retryAt = 0; // nothing is loaded before this time of the context, after a failure
  #timer = null;

  // url(index) is the address of a segment's WAV file, rate its sample rate in Hz.
  constructor(url, rate) {
    super();
    this.#url = url;
    this.#rate = rate;
  }

  // What is known of the job now: ms of every segment (undefined: not made), and whether it is
  // still open, so that more may come.
  know(lengths, open) {
    this.#lengths = lengths;
    this.#total = lengths.length;
    this.#open = open;
    if (this.state === "playing" || this.state === "waiting") this.#fill();
    this.#changed();
  }

  // Seconds of audio that can be played from the beginning on.
  get seconds() {
    return this.#startOf(this.#playable);
  }

  get #playable() {
    const missing = this.#lengths.indexOf(undefined);
    return missing < 0 ? this.#total : missing;
  }

  // Where it plays: the segment and the seconds since the beginning of all.
  get position() {
    const now = this.#context?.currentTime ?? 0;
    const current = this.#scheduled.find((item) => now < item.ends);
    if (!current) return { index: this.#next, seconds: this.#startOf(this.#next) + this.#skip };
    const within = Math.max(0, now - current.starts) + current.from;
    return { index: current.index, seconds: this.#startOf(current.index) + within };
  }

  async play() {
    this.#context ??= new AudioContext({ sampleRate: this.#rate });
    if (this.state === "ended") this.#jump(0, 0);
    this.#context.resume();
    // A browser that wants a press first leaves the promise of resume() open for ever.
    await new Promise((resolve) => setTimeout(resolve, 60));
    if (this.#context.state !== "running") return this.#enter("blocked");
    this.#enter("playing");
    this.#retryAt = 0;
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    this.#fill();
  }

  pause() {
    this.#context?.suspend();
    this.#enter("paused");
  }

  // Plays from the beginning of a segment.
  playFrom(index) {
    this.#jump(index, 0);
    return this.play();
  }

  // Moves to a second of the whole, playing or not.
  seek(seconds) {
    let index = 0;
    while (index + 1 < this.#playable && this.#startOf(index + 1) <= seconds) index++;
    this.#jump(index, seconds - this.#startOf(index));
    if (this.state === "ended" || this.state === "broken") this.#enter("paused");
    if (this.state === "playing" || this.state === "waiting") this.play();
    this.#changed();
  }

  #startOf(index) {
    return this.#lengths.slice(0, index).reduce((sum, ms) => sum + (ms ?? 0), 0) / 1000;
  }

  #jump(index, skip) {
    this.#run.abort();
    this.#run = new AbortController();
    for (const item of this.#scheduled) item.node.stop();
    this.#scheduled = [];
    this.#next = index;
    this.#skip = skip;
    this.#free = 0;
  }

  #tick() {
    const now = this.#context.currentTime;
    this.#scheduled = this.#scheduled.filter((item) => now < item.ends);
    if (this.state === "playing" || this.state === "waiting") {
      if (this.#scheduled.length) this.#enter("playing");
      else if (!this.#filling || this.#lengths[this.#next] === undefined) this.#ranDry();
      this.#fill();
    }
    this.#changed();
  }

  #ranDry() {
    const more =
      this.#next < this.#total && (this.#open || this.#lengths[this.#next] !== undefined);
    this.#enter(more ? "waiting" : "ended");
  }

  async #fill() {
    if (this.#filling) return;
    this.#filling = true;
    while (this.#wantsMore) {
      const { signal } = this.#run;
      const index = this.#next;
      try {
        const audio = await this.#load(index, signal);
        if (!signal.aborted) this.#schedule(index, audio);
      } catch (error) {
        if (!signal.aborted) this.#failed(error);
      }
    }
    this.#filling = false;
  }

  get #wantsMore() {
    const now = this.#context.currentTime;
    const ready = this.#lengths[this.#next] !== undefined;
    return ready && now >= this.#retryAt && this.#free - now < AHEAD;
  }

  async #load(index, signal) {
    const response = await fetch(this.#url(index), { signal });
    if (!response.ok) throw new Error(`segment ${index}: status ${response.status}`);
    return this.#context.decodeAudioData(await response.arrayBuffer());
  }

  // While earlier segments are heard there is time to try again.
  #failed(error) {
    console.error(error);
    const now = this.#context.currentTime;
    this.#retryAt = now + RETRY;
    if (!this.#scheduled.some((item) => now < item.ends)) this.#enter("broken");
  }

  #schedule(index, audio) {
    const from = Math.min(this.#skip, audio.duration);
    const starts = Math.max(this.#free, this.#context.currentTime + 0.03);
    const ends = starts + audio.duration - from;
    const node = new AudioBufferSourceNode(this.#context, { buffer: audio });
    node.connect(this.#context.destination);
    node.start(starts, from);
    this.#scheduled.push({ index, from, starts, ends, node });
    this.#next = index + 1;
    this.#skip = 0;
    this.#free = ends;
  }

  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
