// Keeps takes and what is filled in beside them in this browser until they are sent, so that nothing
// is lost with a page that was closed. One for each page and person; signing out forgets them all.

import { all, put, remove } from "../offline/database.js";

const LIFE_MS = 7 * 24 * 3600_000;

// A statement is valid for minutes only, and so is what was read of it; see voices/enrolment/draws.py.
const isOver = ({ statement }) => statement && !(Number(statement.until) * 1000 > Date.now());

export class KeptTakes {
  #form;
  #recorder;
  #statement;
  #page;
  #last = Promise.resolve();

  constructor(form, recorder, statement) {
    this.#form = form;
    this.#recorder = recorder;
    this.#statement = statement;
    this.#page = `${form.dataset.user} ${location.pathname}`;
  }

  // Shows what an earlier visit left, and from then on keeps what there is.
  async restore() {
    const takes = (await all("takes")).filter((each) => each.page === this.#page);
    const forms = (await all("forms")).filter((each) => each.page === this.#page);
    const over = forms.some(isOver);
    const fresh = (each) => !over && each.at > Date.now() - LIFE_MS;
    for (const { key } of takes.filter((each) => !fresh(each))) await remove("takes", key);
    const good = takes.filter(fresh).sort((a, b) => a.at - b.at);
    if (good.length && forms.length) this.#fill(forms[0]);
    const { takeOf, readWav } = good.length ? await import("./take.js") : {};
    for (const { key, file } of good) {
      const { samples, rate } = await readWav(file);
      this.#recorder.takes.add(takeOf(samples, rate, this.#recorder.minSeconds, key));
    }
    this.#recorder.takes.addEventListener("changed", () => this.#keep());
    this.#form.addEventListener("input", () => this.#recorder.takes.all.length && this.#keep());
    return good.length;
  }

  // Resolves when what there is now is kept.
  async settled() {
    await this.#last;
  }

  #keep() {
    this.#last = this.#last.then(() => this.#write());
  }

  async #write() {
    const takes = this.#recorder.takes.all;
    const kept = (await all("takes")).filter((each) => each.page === this.#page);
    for (const { key } of kept) {
      if (!takes.some((take) => take.key === key)) await remove("takes", key);
    }
    for (const { key, file } of takes) {
      if (kept.some((each) => each.key === key)) continue;
      await put("takes", { key, page: this.#page, file, at: Date.now() });
    }
    if (!takes.length) return await remove("forms", this.#page);
    const statement = this.#statement?.kept ?? null;
    await put("forms", { page: this.#page, fields: this.#fields(), statement, at: Date.now() });
  }

  #inputs() {
    const ours = ({ name, type }) =>
      name && !["hidden", "file", "submit", "radio"].includes(type) && name !== "chosen_take";
    return [...this.#form.elements].filter(ours);
  }

  #fields() {
    return this.#inputs().map(({ name, type, checked, value }) => {
      return type === "checkbox" ? { name, checked } : { name, value };
    });
  }

  #fill({ fields, statement }) {
    for (const input of this.#inputs()) {
      Object.assign(
        input,
        fields.find(({ name }) => name === input.name),
      );
    }
    if (statement) this.#statement?.restore(statement);
  }
}
