// Lines that somebody else changed while they were changed here: both are shown, and one is kept.

import { goToLine } from "../lines/commands.js";
import { toDocument } from "../lines/document.js";

export function showConflicts(saving, view, messages) {
  const list = document.getElementById("conflicts");
  const show = () => {
    list.hidden = !saving.conflicts.length;
    list.querySelector("ul").replaceChildren(...saving.conflicts.map(item));
  };
  const item = ({ key, yours, theirs }) => {
    const row = document.createElement("li");
    row.append(
      version(messages.yours, yours, () => settle(key, "mine")),
      version(messages.theirs, theirs, () => settle(key, "theirs")),
    );
    return row;
  };
  const version = (label, line, keep) => {
    const part = document.createElement("div");
    const text = document.createElement("blockquote");
    const button = document.createElement("button");
    text.textContent = line ? line.text || messages.empty : messages.deleted;
    button.type = "button";
    button.className = "secondary";
    button.textContent = label;
    button.addEventListener("click", keep);
    part.append(text, button);
    return part;
  };
  const settle = (key, choice) => {
    const line = saving.settle(key, choice);
    putLine(view, key, line);
    goToLine(key)(view.state, view.dispatch);
    view.focus();
    show();
  };
  saving.addEventListener("change", show);
  show();
}

// Puts a line in the place of the one with this key; removes that one where `line` is null.
function putLine(view, key, line) {
  view.state.doc.forEach((node, at) => {
    if (node.attrs.key !== key) return;
    const change = view.state.tr;
    if (line) change.replaceWith(at, at + node.nodeSize, toDocument([line]).firstChild);
    else change.delete(at, at + node.nodeSize);
    view.dispatch(change);
  });
}
