// The toolbar: what is set for the selected lines, and what can be done to them.

import { redo, undo } from "prosemirror-history";
import {
  insertPause,
  moveLines,
  selectedLines,
  setOnLines,
  toggleHeading,
} from "./lines/commands.js";

const OWN = {
  undo,
  redo,
  heading: toggleHeading,
  pause: insertPause,
  up: moveLines(-1),
  down: moveLines(1),
};
// Fields of the toolbar → attributes of a line. "" follows the lesson.
const NUMBERS = new Set(["speed", "expressiveness", "pauseMs"]);

// `moods.update(lines)` says which moods the selected lines may have; `more` are further commands.
export function toolbar(view, page, moods, more) {
  const commands = { ...OWN, ...more };
  const bar = page.querySelector("[role=toolbar]");
  const buttons = bar.querySelectorAll("[data-command]");
  const fields = bar.querySelectorAll("[data-sets]");
  for (const button of buttons) {
    // The text keeps the focus and its selection.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (!(button.dataset.command in more)) view.focus();
      commands[button.dataset.command](view.state, view.dispatch);
    });
  }
  for (const field of fields) {
    field.addEventListener("change", () => {
      const name = field.dataset.sets;
      const value = field.value.trim() === "" ? null : field.value.trim();
      const set = value !== null && NUMBERS.has(name) ? Number(value) : value;
      setOnLines({ [name]: set })(view.state, view.dispatch);
    });
  }
  const update = () => {
    for (const button of buttons) button.disabled = !commands[button.dataset.command](view.state);
    const lines = selectedLines(view.state).map((at) => view.state.doc.nodeAt(at).attrs);
    moods.update(lines);
    for (const field of fields) {
      if (field === document.activeElement) continue;
      const values = new Set(lines.map((attrs) => attrs[field.dataset.sets] ?? ""));
      field.disabled = !lines.length;
      field.value = values.size === 1 ? String([...values][0]) : "";
      field.dataset.mixed = values.size > 1 ? "yes" : "no";
    }
  };
  update();
  return { update };
}
