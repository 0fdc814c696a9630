// Plays a few words in a voice, one voice at a time, each by its own button.
//
// A button has `data-hears`, the voice, and `data-own="yes"` for one of the workspace's. Its place has
// the addresses `data-hear` (of base voices, which are spoken when first asked for) and `data-sample`
// (of own ones) with VOICE in them, `data-csrf`, and a [role=status] that says `data-making` and
// `data-failed`.

export class VoiceSamples {
  #place;
  #says;
  #audio = new Audio();
  #playing = null; // the button whose voice is heard
  #made = new Map(); // base voice → address of its sample, while the page is open

  constructor(place) {
    this.#place = place;
    this.#says = place.querySelector("[role=status]");
    this.#audio.addEventListener("ended", () => this.stop());
    this.#audio.addEventListener("playing", () => {
      this.#says.textContent = "";
    });
    // A stream may break off after it has begun. The same address gives all of it later.
    this.#audio.addEventListener("error", () => {
      if (!this.#playing) return;
      this.stop();
      this.#says.textContent = place.dataset.failed;
    });
  }

  // Plays the button's voice, or stops it where it is heard.
  async press(button) {
    const isHeard = button === this.#playing;
    this.stop();
    if (isHeard) return;
    this.#playing = button;
    button.setAttribute("aria-pressed", "true");
    this.#says.textContent = this.#place.dataset.making;
    try {
      this.#audio.src = await this.#addressOf(button.dataset);
      if (this.#playing === button) await this.#audio.play();
    } catch (error) {
      // A play that another one has ended is no failure.
      if (this.#playing !== button) return;
      this.stop();
      this.#says.textContent = error.refusal || this.#place.dataset.failed;
    }
  }

  stop() {
    this.#audio.pause();
    this.#playing?.setAttribute("aria-pressed", "false");
    this.#playing = null;
    this.#says.textContent = "";
  }

  async #addressOf({ hears, own }) {
    const { sample, hear, csrf } = this.#place.dataset;
    if (own === "yes") return sample.replace("VOICE", encodeURIComponent(hears));
    if (this.#made.has(hears)) return this.#made.get(hears);
    const answer = await fetch(hear.replace("VOICE", encodeURIComponent(hears)), {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": csrf },
    });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(), { refusal: body.message });
    this.#made.set(hears, body.audio);
    return body.audio;
  }
}
