// A page without a browser: happy-dom's window in place of the globals that scripts use.

import { readFileSync } from "node:fs";
import { Window } from "happy-dom";

const TEMPLATES = new URL("../../templates/", import.meta.url);
const GLOBALS = ["window", "document", "navigator", "localStorage"];

// Opens a page with this body; returns its window. The canvas pens note every bar they draw, and
// objects that only a browser has, such as playback, do nothing.
export function openPage(body) {
  const window = new Window({ url: "http://localhost/" });
  for (const name of GLOBALS) {
    Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
  }
  globalThis.getComputedStyle = window.getComputedStyle.bind(window);
  window.HTMLCanvasElement.prototype.getContext = function () {
    const bars = [];
    this.bars = bars;
    return {
      scale() {},
      beginPath() {},
      fill() {},
      roundRect(x, y, width, height) {
        bars.push({ x, y, width, height, alpha: this.globalAlpha });
      },
    };
  };
  window.document.body.innerHTML = body;
  return window;
}

// The HTML of a template in English, with these values; its other tags are left out.
export function template(name, values = {}) {
  return included(name)
    .replace(/{% translate (["'])(.*?)\1 %}/g, "$2")
    .replace(/{{ (\w+) }}/g, (_, key) => values[key] ?? "")
    .replace(/{%.*?%}|{{.*?}}/gs, "");
}

// The source of a template, with the templates that it names as its own parts.
function included(name) {
  const source = readFileSync(new URL(name, TEMPLATES), "utf-8");
  return source.replace(/{% include "([^"]+)"[^%]*%}/g, (_, part) => included(part));
}
