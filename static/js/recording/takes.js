// The recordings that were made on this page: which one is used, which one is best and why, what each
// looks like, and where it could be better.

import { clock } from "../clock.js";
import { bestTake } from "./figures/best_take.js";
import { Waveform } from "./waveform.js";

// A little before a spot, so that it is understood.
const BEFORE_SECONDS = 0.4;

// Sends "chosen" when a take is chosen, by the teacher or as the best, "emptied" when none is left, and
// "changed" when there is another take or one less.
export class Takes extends EventTarget {
  #root;
  #playback;
  #waveform;
  #takes = [];
  #made = 0;
  #chosen = null;
  #byHand = false;

  // `root` is the part of the page, with what is said as `data-say-…`.
  constructor(root) {
    super();
    this.#root = root;
    this.#playback = this.#part("playback");
    this.#waveform = new Waveform(this.#part("waveform"), this.#playback);
    this.#part("take-remove").addEventListener("click", () => this.remove(this.#chosen));
  }

  get all() {
    return this.#takes;
  }

  // The take that is used, or null: {samples, rate, file, figures, verdict, spots, number}.
  get chosen() {
    return this.#chosen;
  }

  pause() {
    this.#playback.pause();
  }

  // Adds a take. The best one is used until another is chosen by hand.
  add(take) {
    this.#made++;
    this.#takes.push({ number: this.#made, ...take });
    const newest = this.#takes.at(-1);
    const best = bestTake(this.#takes);
    this.#use(this.#byHand || !best ? newest : this.#takes[best.best]);
    this.dispatchEvent(new Event("changed"));
  }

  // Uses none, as something else is.
  release() {
    this.#use(null);
    this.#byHand = false;
  }

  remove(take) {
    this.#takes = this.#takes.filter((each) => each !== take);
    this.#use(this.#takes[bestTake(this.#takes)?.best ?? 0] ?? null);
    this.#part("take-list").querySelector("input:checked")?.focus();
    this.dispatchEvent(new Event("changed"));
    if (!this.#takes.length) this.dispatchEvent(new Event("emptied"));
  }

  clear() {
    const had = this.#takes.length > 0;
    [this.#takes, this.#byHand] = [[], false];
    this.#use(null);
    this.dispatchEvent(new Event("changed"));
    if (had) this.dispatchEvent(new Event("emptied"));
  }

  #use(take) {
    const changed = take !== this.#chosen;
    this.#chosen = take;
    this.#root.hidden = this.#takes.length === 0;
    this.#list();
    if (changed) this.#show(take);
    if (take && changed) this.dispatchEvent(new Event("chosen"));
  }

  #list() {
    const best = bestTake(this.#takes);
    this.#part("take-list").replaceChildren(...this.#takes.map((take) => this.#row(take)));
    this.#part("best").textContent = best ? this.#reason(best) : "";
  }

  #row(take) {
    const row = this.#part("take-row").content.cloneNode(true).firstElementChild;
    const input = row.querySelector("input");
    input.checked = take === this.#chosen;
    input.addEventListener("change", () => {
      this.#byHand = true;
      this.#use(take);
      this.#part("take-list").querySelector("input:checked").focus();
    });
    const name = this.#sentence("take-name", { number: take.number });
    row.querySelector("[data-name]").textContent =
      `${name} · ${clock(take.samples.length / take.rate)}`;
    const says = row.querySelector("[data-row-says]");
    const { speech, snr } = take.figures;
    says.textContent = `${this.#sentence(take.verdict)} ${this.#sentence("figures", { speech, snr })}`;
    says.dataset.tone = take.verdict === "good" ? "good" : "bad";
    return row;
  }

  #reason({ best, than, reason }) {
    const [one, other] = [this.#takes[best], this.#takes[than]];
    return this.#sentence(`best-${reason === "verdict" ? other.verdict : reason}`, {
      best: one.number,
      other: other.number,
      snr: one.figures.snr,
      less: other.figures.snr,
      spots: one.spots.length,
      more: other.spots.length,
    });
  }

  #show(take) {
    URL.revokeObjectURL(this.#playback.src);
    this.#playback.removeAttribute("src");
    for (const name of ["waveform", "spots", "playback", "take-remove"]) {
      this.#part(name).hidden = !take;
    }
    if (!take) return;
    this.#playback.src = URL.createObjectURL(take.file);
    this.#waveform.show(take.samples, take.rate, take.spots);
    this.#part("spots").replaceChildren(...take.spots.map((spot) => this.#spot(spot)));
  }

  #spot({ kind, start }) {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.className = `spot ${kind}`;
    button.textContent = `${clock(Math.floor(start))} ${this.#sentence(`spot-${kind}`)}`;
    button.addEventListener("click", () => this.#waveform.playFrom(start - BEFORE_SECONDS));
    item.append(button);
    return item;
  }

  #sentence(name, figures = {}) {
    const shown = (_, key) => String(Math.round(figures[key])).replace("-", "−");
    return this.#root.getAttribute(`data-say-${name}`).replace(/{(\w+)}/g, shown);
  }

  #part(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }
}
