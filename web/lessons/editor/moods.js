// Which moods the voices have, and so which the lesson and its selected lines may be read in.

// `offered` is voice → moods, and "" → the moods of all base voices; `settings()` are the lesson's.
export function moodChoice({ page, offered, settings }) {
  const label = page.querySelector("[data-of-moods]");
  const field = label?.querySelector("select");
  const own = new Set(
    Array.from(page.querySelectorAll("[data-sets=voice] [data-kind=own]"), ({ value }) => value),
  );
  const moodsOf = (voice) => offered[voice] ?? (own.has(voice) ? [] : (offered[""] ?? []));
  const voiceOf = ({ voice, speaker }) =>
    voice || settings().speakers?.[speaker] || settings().voice;

  const update = (lines) => {
    if (!label) return;
    const [first = [], ...others] = lines.map((attrs) => moodsOf(voiceOf(attrs)));
    const shared = new Set(first.filter((mood) => others.every((moods) => moods.includes(mood))));
    offer(label, field, shared);
  };
  // The lesson itself, in its own voice.
  const updateLesson = () => {
    const whole = page.querySelector("[data-mood-of-lesson]");
    if (whole) offer(whole, whole.querySelector("select"), new Set(moodsOf(settings().voice)));
  };
  return { update, updateLesson };
}

// A mood that is set stays to be seen, though the voice has it no longer.
function offer(label, field, moods) {
  label.hidden = !moods.size && !field.value;
  for (const option of field.options) {
    option.disabled = option.value !== "" && !moods.has(option.value);
  }
}
