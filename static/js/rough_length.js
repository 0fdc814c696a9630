// How long a text will sound, in ms, while it is being typed.
//
// `figures` are the server's own (web/jobs/rough_length.py). The server's plan, which reserves the
// quota, also knows abbreviations and the pronunciation dictionary; both agree within a few
// per cent.

const SENTENCE_END = /(?<=[。！？!?；;…\n])|(?<=\.\s)/u;
const CLAUSE_END = /[，、：；,:;—]/u;

// `tone` is speed, sentence_pause_ms and paragraph_pause_ms. The spoken notice counts, if there is one.
export function roughMs(typed, tone, figures) {
  const rates = figures.rates.map(([pattern, each]) => [new RegExp(pattern, "gu"), each]);
  const ms = (part) =>
    rates.reduce((sum, [pattern, each]) => sum + each * (part.match(pattern)?.length ?? 0), 0);
  if (!ms(typed)) return 0;
  const text = figures.notice ? `${typed.trimEnd()}\n${figures.notice[language(typed)]}` : typed;
  const spoken = ms(text.trim());
  const sentences = text.split(SENTENCE_END).map((part) => ({
    ms: ms(part.trim()),
    endsLine: part.endsWith("\n"),
    hasClauses: CLAUSE_END.test(part.trimEnd().slice(0, -1)),
  }));
  const { count, lines } = segments(sentences, figures);
  return (
    (spoken + count * figures.segment_ms) / (tone.speed || 1) +
    lines * tone.paragraph_pause_ms +
    (count - 1 - lines) * tone.sentence_pause_ms
  );
}

// That of most of the text: a Han character weighs as much as a Latin word.
function language(text) {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  return han && han >= words ? "zh" : "en";
}

// How many segments the sentences are spoken in, and how many of them, but for the last, end a line.
function segments(sentences, { first_ms, short_ms, good_ms, longest_ms }) {
  let [count, lines, last] = [0, 0, null];
  for (const { ms, endsLine, hasClauses } of sentences) {
    const together = (last?.ms ?? 0) + ms;
    const joins =
      last &&
      (ms === 0 ||
        (last.ms < short_ms
          ? together <= longest_ms
          : together <= good_ms && last.sentences < 2 && !last.endsLine && count > 1));
    if (joins) {
      if (endsLine && !last.endsLine) lines += 1;
      last.ms = together;
      last.sentences += ms > 0;
      last.endsLine ||= endsLine;
      continue;
    }
    // Sound begins early: a long first sentence is cut at a comma.
    if (count === 0 && ms > first_ms + short_ms && hasClauses) count += 1;
    count += Math.max(1, Math.ceil(ms / longest_ms));
    lines += endsLine;
    last = { ms, endsLine, sentences: 1 };
  }
  return { count, lines: lines - (last?.endsLine ?? 0) };
}
