// The check of the microphone on the page: which one, how noisy the room is, how the voice arrives.

import { RoomCheck } from "./figures/room_check.js";
import { Level } from "./level.js";
import {
  chooseMicrophone,
  chosenMicrophone,
  listen,
  MicrophoneError,
  microphones,
} from "./microphone.js";

export class MicrophoneCheck {
  #root;
  #worklet;
  #start;
  #says;
  #device;
  #level;
  #microphone = null;
  #check = null;

  // `root` is the part of the page with the check; `sentences` has the sentences for what can go
  // wrong with a microphone, as data attributes.
  constructor(root, worklet, sentences) {
    this.#root = root;
    this.#worklet = worklet;
    this.sentences = sentences;
    this.#start = root.querySelector("[data-check-start]");
    this.#says = root.querySelector("[data-check-says]");
    this.#device = root.querySelector("[data-device]");
    this.#level = new Level(root.querySelector("[data-check-level]"));
    this.#start.addEventListener("click", () => (this.#microphone ? this.close() : this.begin()));
    this.#device.addEventListener("change", () => {
      chooseMicrophone(this.#device.value);
      if (this.#microphone) {
        this.close();
        this.begin();
      }
    });
    this.list();
  }

  // Shows which microphones there are, once the browser tells.
  async list() {
    const found = await microphones();
    this.#device.closest("label").hidden = found.length < 2;
    const others = found.filter(({ id }) => id !== "default");
    const offered = [{ id: "", label: this.#root.dataset.any }, ...others];
    this.#device.replaceChildren(...offered.map(option));
    this.#device.value = chosenMicrophone();
    if (this.#device.selectedIndex < 0) this.#device.value = "";
  }

  close() {
    this.#microphone?.close();
    this.#microphone = null;
    this.#start.setAttribute("aria-pressed", "false");
  }

  // Opens the microphone and measures; what is found is shown.
  async begin() {
    this.#start.disabled = true;
    this.#level.clear();
    this.#root.dataset.checking = "";
    try {
      this.#microphone = await listen(this.#worklet, (samples) => this.#take(samples));
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      this.#say(this.sentences.getAttribute(`data-${error.reason}`), "bad");
      return;
    } finally {
      this.#start.disabled = false;
    }
    this.#check = new RoomCheck(this.#microphone.rate);
    this.#start.setAttribute("aria-pressed", "true");
    this.#say(this.#root.dataset.silence);
    this.list();
  }

  #take(samples) {
    if (!this.#microphone) return;
    this.#level.add(samples);
    const check = this.#check;
    check.add(samples);
    if (check.phase === "silence" && check.interrupted) this.#say(this.#root.dataset.interrupted);
    if (check.phase === "speech") this.#say(this.#root.dataset.speak);
    if (check.phase !== "done") return;
    this.close();
    const tone = { good: "good", fair: "good" }[check.result] ?? "bad";
    this.#say(this.#root.getAttribute(`data-result-${check.result}`), tone, check);
  }

  #say(sentence, tone = "", { noise, speech } = {}) {
    const shown = (level) =>
      Math.round(level ?? 0)
        .toString()
        .replace("-", "−");
    const text = sentence.replace("{noise}", shown(noise)).replace("{speech}", shown(speech));
    if (this.#says.textContent !== text) this.#says.textContent = text;
    this.#says.dataset.tone = tone;
  }
}

function option({ id, label }) {
  return Object.assign(document.createElement("option"), { value: id, textContent: label });
}
