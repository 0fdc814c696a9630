// A pasted dialogue ("Anna: Good morning."): its names become speakers and are not read aloud.
// The same rules as lessons/material/plain.py; tests/dialogues.json holds both to them.

const SPOKEN_BY =
  /^\s*([A-ZÀ-Þ][\p{L}\p{N}_.'’-]{0,19}(?: (?:[A-ZÀ-Þ]|\d)[\p{L}\p{N}_.'’-]{0,19}){0,2}|[\u4e00-\u9fff·]{1,8})\s?[:：](?!(?<=\d:)\d)\s*(\S.*)$/u;

// [{text, speaker}] of the paragraphs that have any text; `speaker` is "" outside of dialogues.
export function withSpeakers(paragraphs) {
  const matches = paragraphs.map((paragraph) => SPOKEN_BY.exec(paragraph));
  const speakers = speakersOf(matches.map((match) => match?.[1] ?? ""));
  return paragraphs.map((paragraph, at) => {
    const [, name, said] = matches[at] ?? [];
    return speakers.has(name) ? { text: said, speaker: name } : { text: paragraph, speaker: "" };
  });
}

// A name that speaks at least twice, with somebody else between, is a speaker, and so is whoever
// answers it. One name alone is none.
function speakersOf(names) {
  const turns = names.filter((name, at) => at === 0 || names[at - 1] !== name);
  const times = new Map();
  for (const name of turns) times.set(name, (times.get(name) ?? 0) + 1);
  times.delete("");
  const regulars = new Set([...times.keys()].filter((name) => times.get(name) > 1));
  if (times.size < 2) return new Set();
  const answering = turns.filter(
    (name, at) => name && (regulars.has(turns[at - 1]) || regulars.has(turns[at + 1])),
  );
  return new Set([...regulars, ...answering]);
}
