// Cuts pasted text into lines: a line for every sentence, and one for every heading.

import { withSpeakers } from "./dialogue.js";

// Text of up to this many letters without a full stop, alone in its paragraph, is a heading.
const LONGEST_HEADING = 60;
const ENDS = /[.!?。！？；;…:：,，、"'”’）)\]】]\s*$/;

// [{text, kind, endsParagraph, speaker}] in the order of the text; nothing for white space.
export function toSentences(text, language) {
  const cut = new Intl.Segmenter(language, { granularity: "sentence" });
  const lines = [];
  const paragraphs = text.split(/\r?\n|\u2029/).filter((each) => each.trim());
  for (const { text: paragraph, speaker } of withSpeakers(paragraphs)) {
    const sentences = Array.from(cut.segment(paragraph), ({ segment }) => segment.trim());
    const here = sentences.filter(Boolean).map((sentence) => ({
      text: sentence,
      kind: "sentence",
      endsParagraph: false,
      speaker: speaker || null,
    }));
    if (!here.length) continue;
    here.at(-1).endsParagraph = true;
    const [only] = here;
    if (
      !speaker &&
      here.length === 1 &&
      only.text.length <= LONGEST_HEADING &&
      !ENDS.test(only.text)
    ) {
      only.kind = "heading";
    }
    lines.push(...here);
  }
  return lines;
}
