// The title of a lesson. One that was begun without a text gets its first line as its title once there
// is a second one, as the server names the others; what a person types stays.

const LONGEST = 60;

export class LessonTitle {
  #field;
  #heading;
  #save;
  #isOpen; // nobody has named it yet

  // `heading` says it, too; `save(title)` keeps it; `leave()` leads into the text.
  constructor({ field, heading, lesson, save, leave }) {
    this.#field = field;
    this.#heading = heading;
    this.#save = save;
    this.#isOpen = !lesson.title && !lesson.lines.length;
    field.addEventListener("input", () => {
      this.#isOpen = false;
      this.#keep();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      leave();
    });
  }

  // The text has changed.
  update(doc) {
    const first = doc.firstChild.textContent.trim();
    if (!this.#isOpen || doc.childCount < 2 || !first) return;
    this.#isOpen = false;
    const letters = [...first];
    this.#field.value =
      letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("").trimEnd()}…` : first;
    this.#keep();
  }

  #keep() {
    this.#heading.textContent = this.#field.value || this.#field.placeholder;
    this.#save(this.#field.value);
  }
}
