// How a word is read, and how else it can be: opened from the text, by a press or with Alt + Enter.

import { characterAt } from "../lines/letters.js";
import { setReading } from "./reading_marks.js";

const OWN = "own"; // the choice of a reading that is typed
const WIDTH = 384; // of the stylesheet, in pixels
const LEAST_HEIGHT = 200;
const GAP = 6; // between it and the word

export class ReadingPopover {
  #view;
  #server;
  #saving;
  #messages;
  #box;
  #pattern;
  #audio = new Audio();
  #heard = new Map(); // reading → where its audio is
  #place = null; // {from, to} of the word
  #key = null; // of its line
  #word = null; // what the server says of it
  #asked = 0;
  #taught;

  // `taught()` is called when the dictionary has changed.
  constructor({ view, server, saving, page, messages, taught }) {
    this.#view = view;
    this.#server = server;
    this.#saving = saving;
    this.#messages = messages;
    this.#taught = taught;
    this.#box = page.querySelector("#readings");
    this.#pattern = this.#box.querySelector("template").content.firstElementChild;
    view.dom.parentElement.append(this.#box);
    const on = (name, does) => this.#part(name)?.addEventListener("click", does);
    on("close", () => this.close(true));
    on("forget", () => this.#forget());
    this.#box.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#use();
    });
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      this.close(true);
    });
    this.#box.addEventListener("change", () => {
      if (!this.#part("body").hidden) this.#say("");
    });
    document.addEventListener("mousedown", ({ target }) => {
      if (!this.#box.contains(target)) this.close();
    });
  }

  get isOpen() {
    return !this.#box.hidden;
  }

  // Opens for the word at {from, to}; with `focused`, the keyboard goes on in it.
  async open(place, focused = false) {
    const { doc } = this.#view.state;
    const line = doc.resolve(place.from).parent;
    const asked = ++this.#asked;
    this.#place = place;
    this.#key = line.attrs.key;
    this.#word = null;
    this.#heard.clear();
    const text = doc.textBetween(place.from, place.to);
    this.#part("word").textContent = text;
    this.#part("why").textContent = "";
    this.#part("choices").replaceChildren();
    this.#part("body").hidden = true;
    this.#say(this.#messages.loading);
    this.#box.hidden = false;
    this.#put();
    const found = await this.#ask();
    if (asked !== this.#asked) return;
    if (!found) return this.#say(this.#messages.failed, true);
    this.#show(found, text);
    const first = this.#box.querySelector("[name=reading]:checked") ?? this.#part("close");
    if (focused) first.focus();
  }

  close(toText = false) {
    if (this.isOpen) {
      this.#asked++;
      this.#box.hidden = true;
      this.#audio.pause();
    }
    if (toText) this.#view.focus();
  }

  // The text has changed: what is shown is no longer true of it.
  textChanged() {
    this.close();
  }

  async #ask() {
    await this.#saving.flush();
    if (this.#saving.state !== "saved" && this.#saving.state !== "conflict") return null;
    return this.#server.readings(this.#key).catch(() => null);
  }

  #show(found, text) {
    const { start, end } = this.#characters();
    const none = { kind: "", value: "", written: "", spoken: true };
    const word = found.data.find((each) => each.start === start && each.end === end);
    this.#word = word ?? { text, kind: "other", decided_by: "engine", readings: [none] };
    const isKnown = this.#word.kind === "unknown" && this.#word.decided_by === "dictionary";
    this.#part("why").textContent = isKnown ? "" : (this.#messages.why[this.#word.kind] ?? "");
    const rows = this.#word.readings.map((reading) => this.#row(reading));
    if (this.#part("own")) rows.push(this.#ownRow());
    this.#part("choices").replaceChildren(...rows);
    const spoken = this.#word.readings.findIndex((reading) => reading.spoken);
    const chosen = rows[Math.max(spoken, 0)]?.querySelector("input[type=radio]");
    if (chosen) chosen.checked = true;
    this.#part("forget")?.toggleAttribute("hidden", this.#word.decided_by !== "line");
    this.#offerScope(text);
    this.#part("body").hidden = false;
    this.#say("");
    this.#put();
  }

  #offerScope(text) {
    const always = this.#box.querySelector("[name=scope][value=always]");
    if (!always) return;
    const isSingle = /^\p{Script=Han}$/u.test(text);
    always.disabled = isSingle;
    this.#box.querySelector("[name=scope][value=here]").checked = true;
    this.#part("single").hidden = !isSingle;
  }

  #row(reading) {
    const row = this.#pattern.cloneNode(true);
    const choice = row.querySelector("input");
    choice.reading = reading;
    const written = reading.kind ? reading.written : this.#messages.rules;
    row.querySelector("[data-part=written]").textContent = written;
    if (reading.kind === "ipa" && !written.startsWith("/")) {
      row.querySelector("[data-part=ipa]").textContent = `/${reading.value}/`;
    }
    const now = this.#messages.now[this.#word.decided_by];
    row.querySelector("[data-part=now]").textContent = reading.spoken ? now : "";
    this.#hearable(row, written, () => reading);
    return row;
  }

  #ownRow() {
    const row = this.#part("own").content.firstElementChild.cloneNode(true);
    const [choice, field] = row.querySelectorAll("input");
    choice.value = OWN;
    const isHan = /^\p{Script=Han}+$/u.test(this.#word.text);
    field.placeholder = isHan ? this.#messages.pinyin : this.#messages.respelling;
    field.addEventListener("focus", () => {
      choice.checked = true;
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.#use();
    });
    this.#hearable(row, this.#messages.own, () => this.#checked(field.value));
    return row;
  }

  #hearable(row, name, reading) {
    const button = row.querySelector("button");
    if (!button) return;
    button.setAttribute("aria-label", this.#messages.play.replace("{reading}", name));
    button.addEventListener("click", async () => {
      button.setAttribute("aria-busy", "true");
      await this.#play(await reading());
      button.removeAttribute("aria-busy");
    });
  }

  async #play(reading) {
    if (!reading) return;
    const { kind, value } = reading;
    const name = `${kind}:${value}`;
    if (!this.#heard.has(name)) {
      const said = { ...this.#characters(), word: this.#word.text, kind, value };
      const { status, body } = await this.#server.previewReading(this.#key, said).catch(offline);
      if (status !== 200) return this.#say(this.#reason(body), true);
      this.#part("counted").textContent = body.counted
        ? this.#messages.counted
        : this.#messages.free;
      this.#heard.set(name, body.audio);
    }
    this.#audio.src = this.#heard.get(name);
    await this.#audio.play().catch(() => this.#say(this.#messages.failed, true));
  }

  // The reading that is chosen; one that was typed as the server has it, null where it is wrong.
  async #chosen() {
    const choice = this.#box.querySelector("[name=reading]:checked");
    if (!choice) return null;
    if (choice.value !== OWN) return choice.reading;
    return this.#checked(this.#box.querySelector("[data-part=typed]").value);
  }

  async #checked(typed) {
    const asked = { word: this.#word.text, typed };
    const { status, body } = await this.#server.checkReading(this.#key, asked).catch(offline);
    if (status === 200) return body;
    this.#say(this.#reason(body), true);
    this.#box.querySelector("[data-part=typed]").focus();
    return null;
  }

  async #use() {
    const asked = this.#asked;
    const reading = await this.#chosen();
    if (!reading || asked !== this.#asked) return;
    const isAlways = this.#box.querySelector("[name=scope]:checked")?.value === "always";
    if (isAlways && reading.kind) return this.#teach(reading);
    this.#set(reading.kind ? reading : null);
    this.close(true);
  }

  async #teach({ kind, value }) {
    const entry = { word: this.#word.text, kind, value };
    const { status, body } = await this.#server.teachReading(this.#key, entry).catch(offline);
    if (status !== 200) return this.#say(this.#reason(body), true);
    if (this.#word.decided_by === "line") this.#set(null);
    this.#part("body").hidden = true;
    this.#part("why").textContent = "";
    this.#say(this.#messages.taught);
    const link = document.createElement("a");
    link.href = body.page;
    link.textContent = this.#messages.concerned;
    this.#part("says").append(" ", link);
    this.#box.hidden = false;
    this.#put();
    link.focus();
    await this.#taught();
  }

  #forget() {
    this.#set(null);
    this.close(true);
  }

  #set(reading) {
    setReading(this.#place, reading)(this.#view.state, this.#view.dispatch);
  }

  // The word's place in its line, in characters.
  #characters() {
    const { parent, parentOffset } = this.#view.state.doc.resolve(this.#place.from);
    const text = parent.textContent;
    const end = parentOffset + this.#place.to - this.#place.from;
    return { start: characterAt(text, parentOffset), end: characterAt(text, end) };
  }

  // Below the word, or above it where there is more room; on a narrow page the stylesheet puts it
  // at the bottom.
  #put() {
    const around = this.#box.parentElement.getBoundingClientRect();
    const { left, top, bottom } = this.#view.coordsAtPos(this.#place.from);
    const most = Math.max(0, around.width - WIDTH);
    this.#box.style.left = `${Math.min(Math.max(0, left - around.left), most)}px`;
    this.#box.style.maxHeight = "";
    const below = window.innerHeight - bottom - 2 * GAP;
    const isBelow = this.#box.offsetHeight <= below || below > top;
    const height = Math.min(this.#box.offsetHeight, isBelow ? below : top - 2 * GAP);
    this.#box.style.maxHeight = `${Math.max(height, LEAST_HEIGHT)}px`;
    this.#box.style.top = `${(isBelow ? bottom + GAP : top - GAP - height) - around.top}px`;
  }

  #part = (name) => this.#box.querySelector(`[data-part=${name}]`);

  #reason = (body) => body.error?.message ?? this.#messages.failed;

  #say(text, isError = false) {
    this.#part("says").textContent = text;
    this.#part("says").dataset.error = isError ? "yes" : "no";
  }
}

const offline = () => ({ status: 0, body: {} });
