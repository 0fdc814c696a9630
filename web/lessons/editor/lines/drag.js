// Moves lines with the mouse: a grip beside the line under the pointer, which can be dragged.
//
// Keys (Alt + ↑ ↓) and the toolbar's buttons do the same, for fingers and keyboards.

import { Plugin, PluginKey } from "prosemirror-state";
import { dropPoint } from "prosemirror-transform";
import { moveLinesTo, selectedLines } from "./commands.js";

const dragging = new PluginKey("dragging");

// `label` is what the grip is called.
export function dragLines(label) {
  let grip;
  let dragged = null; // {from, to}: whole lines

  return new Plugin({
    key: dragging,
    view(view) {
      grip = document.createElement("div");
      grip.className = "grip";
      grip.draggable = true;
      grip.title = label;
      grip.setAttribute("aria-hidden", "true");
      grip.hidden = true;
      view.dom.parentElement.append(grip);
      grip.addEventListener("dragstart", (event) => {
        dragged = linesAt(view, Number(grip.dataset.at));
        if (!dragged) return event.preventDefault();
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", textOf(view.state.doc, dragged));
        const shown = view.nodeDOM(dragged.from);
        if (shown) event.dataTransfer.setDragImage(shown, 0, 0);
        // For the line that shows where it would drop.
        view.dragging = { slice: view.state.doc.slice(dragged.from, dragged.to), move: true };
      });
      grip.addEventListener("dragend", () => {
        dragged = null;
        view.dragging = null;
      });
      return { destroy: () => grip.remove() };
    },
    props: {
      handleDOMEvents: {
        mousemove: (view, event) => {
          const line = event.target.closest?.(".line, .pause");
          if (!line || !view.editable) return false;
          grip.hidden = false;
          grip.dataset.at = view.posAtDOM(line, 0) - (line.matches(".pause") ? 0 : 1);
          grip.style.top = `${line.offsetTop}px`;
          return false;
        },
      },
      handleDrop(view, event) {
        if (!dragged) return false;
        event.preventDefault();
        const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
        const slice = view.state.doc.slice(dragged.from, dragged.to);
        const at = place && dropPoint(view.state.doc, place.pos, slice);
        if (at != null) moveLinesTo(dragged, at)(view.state, view.dispatch);
        dragged = null;
        view.dragging = null;
        view.focus();
        return true;
      },
    },
  });
}

// The selected lines where the one at this position is among them, else that one alone.
function linesAt({ state }, at) {
  const node = state.doc.nodeAt(at);
  if (!node) return null;
  const selected = selectedLines(state);
  if (selected.length > 1 && selected.includes(at)) {
    const last = selected.at(-1);
    return { from: selected[0], to: last + state.doc.nodeAt(last).nodeSize };
  }
  return { from: at, to: at + node.nodeSize };
}

const textOf = (doc, { from, to }) => doc.textBetween(from, to, "\n");
