// A slider for each number of a tone, which says in words what it is set to.
//
// A place [data-dial] has `data-number`, the id of the field that holds the exact value and stays
// empty where nothing is set; `data-words` (JSON: [value, word] of each, the smallest first),
// `data-neutral` (the value that changes nothing), `data-figure` with {n}, `data-factor`, and
// `data-unset`, what is said where nothing is set.

// What a value is called, and its figure. The word of the neutral value is for that alone: a little
// louder is louder.
export function said(value, { words, neutral, figure, factor }) {
  const near = words.filter(([at]) => Math.sign(at - neutral) === Math.sign(value - neutral));
  const [, word] = near.reduce((best, each) =>
    Math.abs(each[0] - value) < Math.abs(best[0] - value) ? each : best,
  );
  const number = Number((value * factor).toFixed(3));
  return `${word} · ${figure.replace("{n}", number.toLocaleString())}`;
}

function turn(place) {
  const slider = place.querySelector("input");
  const says = place.querySelector("output");
  const reset = place.querySelector("button");
  const number = document.getElementById(place.dataset.number);
  const { neutral, figure, factor, unset } = place.dataset;
  const words = JSON.parse(place.dataset.words);
  const scale = { words, neutral: Number(neutral), figure, factor: Number(factor) };
  const plain = slider.value;

  const show = () => {
    const isSet = number.value !== "";
    slider.value = isSet ? number.value : plain;
    const text = said(Number(slider.value), scale);
    says.textContent = isSet ? text : `${unset}: ${text}`;
    slider.setAttribute("aria-valuetext", says.textContent);
    reset.hidden = !isSet;
  };
  const tell = () => number.dispatchEvent(new Event("change", { bubbles: true }));

  slider.addEventListener("input", () => {
    number.value = slider.value;
    show();
  });
  slider.addEventListener("change", tell);
  reset.addEventListener("click", () => {
    number.value = "";
    tell();
    show();
    slider.focus();
  });
  number.addEventListener("input", show);
  place.hidden = false;
  show();
}

if (typeof document !== "undefined") {
  for (const place of document.querySelectorAll("[data-dial]")) turn(place);
  // Without this script, the exact values are all there is. What was refused stays in sight.
  for (const exact of document.querySelectorAll("details[data-exact]")) {
    exact.open = exact.querySelector(".errorlist") !== null;
  }
}
