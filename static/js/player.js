// The player on the page of a job: its bar, the list of sentences, the keys.

import { clock } from "./clock.js";
import { SegmentPlayer } from "./segment_player.js";

const bar = document.getElementById("player");
const toggle = bar.querySelector("[data-toggle]");
const seek = bar.querySelector("[data-seek]");
const says = bar.querySelector("[data-says]");
const job = () => document.getElementById("job");
const sentences = () => [...job().querySelectorAll("[data-index]")];

// A finished segment is kept by the browser for good; one that was made again is another.
const revision = (index) => document.getElementById(`sentence-${index}`).dataset.revision;
const address = (index) => `${bar.dataset.audio.replace(/0$/, index)}?revision=${revision(index)}`;
const player = new SegmentPlayer(address, Number(bar.dataset.rate));
let shownIndex = null;
let dragging = false;

function learn() {
  const lengths = sentences().map((li) =>
    li.dataset.state === "done" ? Number(li.dataset.ms) : undefined,
  );
  player.know(lengths, job().dataset.open === "yes");
  mark(shownIndex);
}

function show() {
  const { index, seconds } = player.position;
  const total = player.seconds;
  const active = ["playing", "waiting"].includes(player.state);
  bar.dataset.state = player.state;
  bar.hidden = !total && player.state !== "waiting" && job().dataset.open !== "yes";
  document.body.classList.toggle("with-player", !bar.hidden);
  toggle.setAttribute("aria-label", active ? bar.dataset.pause : bar.dataset.play);
  bar.querySelector("[data-elapsed]").textContent = clock(seconds);
  bar.querySelector("[data-total]").textContent = clock(total);
  const sentence = bar.dataset[player.state] ?? "";
  if (says.textContent !== sentence) says.textContent = sentence;
  seek.max = total;
  if (!dragging) seek.value = seconds;
  const place = { elapsed: clock(seconds), total: clock(total) };
  seek.setAttribute(
    "aria-valuetext",
    bar.dataset.position.replace(/{(\w+)}/g, (_, name) => place[name]),
  );
  const speaks = player.state === "playing" || player.state === "paused" ? index : null;
  if (speaks !== shownIndex) {
    mark(speaks);
    if (player.state === "playing") intoView(speaks);
  }
}

function mark(index) {
  shownIndex = index;
  for (const li of sentences()) {
    if (Number(li.dataset.index) === index) li.setAttribute("aria-current", "true");
    else li.removeAttribute("aria-current");
  }
}

function intoView(index) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const li = document.getElementById(`sentence-${index}`);
  li?.scrollIntoView({ block: "nearest", behavior: calm ? "instant" : "smooth" });
}

function playOrPause() {
  if (["playing", "waiting"].includes(player.state)) player.pause();
  else player.play();
}

player.addEventListener("change", show);
toggle.addEventListener("click", playOrPause);
seek.addEventListener("input", () => (dragging = true));
seek.addEventListener("change", () => {
  dragging = false;
  player.seek(Number(seek.value));
});
document.addEventListener("keydown", (event) => {
  if (
    event.key !== " " ||
    event.target.closest("button, a, input, textarea, select, summary, dialog")
  )
    return;
  event.preventDefault();
  playOrPause();
});
document.addEventListener("click", (event) => {
  const li = event.target.closest("#job [data-index]");
  if (li?.dataset.state === "done") player.playFrom(Number(li.dataset.index));
});
document.addEventListener("htmx:after:swap", learn);
// iPhones: play although the ring switch is on silent, as a lesson should.
if (navigator.audioSession) navigator.audioSession.type = "playback";

learn();
if (bar.dataset.starts === "yes") player.play();
