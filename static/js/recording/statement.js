// Keeps the statement that is read aloud in step with the name and the language of its speaker.

export function followStatement(form, statement) {
  const { person, language } = form.elements;
  const show = () => {
    const chosen = language.value === "zh" ? "zh" : "en";
    statement.lang = chosen === "zh" ? "zh-Hans" : "en";
    const text = statement.dataset[chosen].replace("{name}", person.value.trim() || "…");
    if (statement.textContent !== text) statement.textContent = text;
  };
  person.addEventListener("input", show);
  language.addEventListener("change", show);
  show();
  return {
    // What is shown, to be shown again by restore().
    get kept() {
      return { ticket: form.elements.ticket.value, ...statement.dataset };
    },
    restore({ ticket, en, zh, until }) {
      form.elements.ticket.value = ticket;
      Object.assign(statement.dataset, { en, zh, until });
      show();
    },
    // Until its number and words are too old.
    get millisecondsLeft() {
      return Number(statement.dataset.until) * 1000 - Date.now();
    },
    // A page of the server has another number: the one shown here was used, or is too old.
    takeFrom(page) {
      const ticket = page.querySelector("#voice-form [name=ticket]");
      const fresh = page.getElementById("statement");
      if (!ticket || !fresh || ticket.value === form.elements.ticket.value) return false;
      form.elements.ticket.value = ticket.value;
      Object.assign(statement.dataset, fresh.dataset);
      show();
      return true;
    },
  };
}
