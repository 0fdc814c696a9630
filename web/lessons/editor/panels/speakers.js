// Who speaks in a dialogue: the names in the text, and a choice of a voice for each.

// `settings.speakers` is name → voice; "" where the lesson's own voice holds. `save(speakers)` is
// called when a person has chosen another one.
export class Speakers {
  #view;
  #panel;
  #names; // the list of names that the toolbar's field offers
  #pattern; // a row of the panel
  #speakers;
  #save;
  #shown = "";

  constructor({ view, page, speakers, save }) {
    this.#view = view;
    this.#panel = page.querySelector("[data-speakers]");
    this.#names = page.querySelector("#speaker-names");
    this.#pattern = page.querySelector("[data-speakers] template");
    this.#speakers = { ...speakers };
    this.#save = save;
    this.update();
  }

  // What the server knows of them; it gives a voice to whoever is new.
  know(speakers) {
    this.#speakers = { ...speakers, ...this.#speakers };
    this.#shown = "";
    this.update();
  }

  update() {
    if (!this.#panel) return;
    const names = new Set();
    this.#view.state.doc.forEach(({ attrs }) => {
      if (attrs.speaker) names.add(attrs.speaker);
    });
    const shown = JSON.stringify([...names]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#panel.hidden = !names.size;
    this.#panel.replaceChildren(this.#pattern, ...[...names].map((name) => this.#row(name)));
    this.#names.replaceChildren(...[...names].map((name) => new Option(name, name)));
  }

  #row(name) {
    const row = this.#pattern.content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = name;
    const choice = row.querySelector("select");
    choice.value = this.#speakers[name] ?? "";
    choice.addEventListener("change", () => {
      this.#speakers = { ...this.#speakers, [name]: choice.value };
      this.#save(this.#speakers);
    });
    return row;
  }
}
