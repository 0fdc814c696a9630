// The bar below the text: play, lines back and on, speed, repeat, what is still to be made, and what
// the system's own controls (lock screen, headset) do.

export function playerBar(sound, page, messages) {
  const bar = page.querySelector(".player");
  const { player } = sound;
  const part = (name) => bar.querySelector(`[data-does=${name}]`);
  part("toggle").addEventListener("click", () => player.toggle());
  part("back").addEventListener("click", () => player.move(-1));
  part("on").addEventListener("click", () => player.move(1));
  part("make")?.addEventListener("click", () => sound.makeAll());
  part("stop")?.addEventListener("click", () => sound.stop());
  bar.querySelector("[data-sets=rate]").addEventListener("change", ({ target }) => {
    player.rate = Number(target.value);
  });
  bar.querySelector("[data-sets=loop]").addEventListener("change", ({ target }) => {
    player.loop = target.value;
  });
  systemControls(player, page);

  const update = () => {
    const isOn = player.state === "playing" || player.state === "waiting";
    bar.dataset.state = player.state;
    part("toggle").setAttribute("aria-label", isOn ? messages.pause : messages.play);
    const { ready, all, changed, isBusy } = sound.progress;
    const progress = fill(messages.made, { ready, all });
    const status = sound.refusal || messages.player[player.state] || progress;
    say("[data-says]", status);
    say("[data-estimate]", toMake(sound.estimate, changed));
    if (part("make")) {
      part("make").hidden = isBusy || !sound.estimate?.lines;
      part("stop").hidden = !isBusy;
    }
  };

  // A text that stays must not be read out again, nor drawn at each letter.
  function say(where, text) {
    const place = bar.querySelector(where);
    if (place.textContent !== text) place.textContent = text;
  }

  // What is missing, in words: "" where nothing is.
  function toMake(estimate, changed) {
    if (!estimate?.lines) return "";
    const parts = [fill(messages.missing, { length: clock(estimate.audio_ms) })];
    if (changed) parts.push(fill(messages.changed, { changed }));
    if (!estimate.fits) parts.push(fill(messages.left, { left: clock(estimate.left_ms) }));
    return parts.join(" ");
  }

  player.addEventListener("change", update);
  sound.addEventListener("change", update);
  update();
  return { update };
}

const fill = (sentence, values) => sentence.replace(/{(\w+)}/g, (_, name) => String(values[name]));

// Milliseconds as minutes and seconds.
function clock(ms) {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function systemControls(player, page) {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  const title = page.querySelector("[name=title]");
  player.addEventListener("change", () => {
    session.playbackState = player.state === "playing" ? "playing" : "paused";
    session.metadata = new MediaMetadata({ title: title.value || title.placeholder });
  });
  session.setActionHandler("play", () => player.toggle());
  session.setActionHandler("pause", () => player.pause());
  session.setActionHandler("previoustrack", () => player.move(-1));
  session.setActionHandler("nexttrack", () => player.move(1));
}
