// The page of a lesson: one text, its readers, and its sound.

import { baseKeymap } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { history, redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { Fragment, Slice } from "prosemirror-model";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { joinBackward, joinForward, moveLines, splitLine } from "./lines/commands.js";
import { normal, toDocument, toLines } from "./lines/document.js";
import { dragLines } from "./lines/drag.js";
import { uniqueKeys } from "./lines/keys.js";
import { lineMarks } from "./lines/marks.js";
import { schema } from "./lines/schema.js";
import { toSentences } from "./lines/sentences.js";
import { moodChoice } from "./moods.js";
import { showDownloads } from "./panels/downloads.js";
import { showShareLinks } from "./panels/share_links.js";
import { showSharing } from "./panels/sharing.js";
import { Speakers } from "./panels/speakers.js";
import { showVersions } from "./panels/versions.js";
import { playerBar } from "./player/player_bar.js";
import { LessonSound } from "./player/sound.js";
import { doubtAt, showDoubts, underlineDoubts } from "./readings/doubts.js";
import { dropStaleReadings, wordAtSelection } from "./readings/reading_marks.js";
import { ReadingPopover } from "./readings/reading_popover.js";
import { Autosave } from "./saving/autosave.js";
import { showConflicts } from "./saving/conflicts.js";
import { Server } from "./server.js";
import { keptIn } from "./store.js";
import { LessonTitle } from "./title.js";
import { toolbar } from "./toolbar.js";

const LOOK_MS = 20_000;
// Settings of the whole lesson that are words; "" follows the workspace's tone. All others are numbers.
const WORDS = new Set(["voice", "mood", "model"]);
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const page = document.getElementById("lesson");
const lesson = read("lesson-document");
const messages = read("lesson-messages");
const server = new Server(read("lesson-addresses"), page.dataset.csrf);

const saving = new Autosave({
  revision: lesson.revision,
  lines: normal(lesson.lines),
  send: async (patch) => {
    const { status, body } = await server.save(patch);
    for (const conflict of body.conflicts ?? []) {
      for (const side of ["yours", "theirs"]) {
        if (conflict[side]) [conflict[side]] = normal([conflict[side]]);
      }
    }
    if (status === 200) {
      lesson.settings.speakers = { ...body.speakers, ...lesson.settings.speakers };
      speakers.know(body.speakers);
      sound.know(body.lines);
      sound.count();
      showDoubts(view, body.doubts);
    }
    return { status, body };
  },
  load: async () => {
    const now = await server.load();
    sound.know(now.states, now.pauses);
    lesson.doubts = now.doubts;
    return { revision: now.revision, lines: normal(now.lines) };
  },
  store: keptIn(localStorage, `lectern:lesson:${page.dataset.keep}`),
});

const title = new LessonTitle({
  field: page.querySelector("[name=title]"),
  heading: page.querySelector("h1"),
  lesson,
  save: (name) => saving.set({ title: name }),
  leave: () => view.focus(),
});
const bars = [];
const view = new EditorView(document.getElementById("lines"), {
  state: EditorState.create({
    doc: toDocument(saving.recover() ?? lesson.lines),
    plugins: [
      uniqueKeys(),
      dropStaleReadings(),
      lineMarks(namesOfVoices(), messages.cannot),
      underlineDoubts(),
      keymap({
        "Mod-z": undo,
        "Mod-y": redo,
        "Shift-Mod-z": redo,
        Enter: splitLine,
        "Shift-Enter": splitLine,
        Backspace: joinBackward,
        Delete: joinForward,
        "Alt-ArrowUp": moveLines(-1),
        "Alt-ArrowDown": moveLines(1),
        "Alt-Enter": openReadings,
        Escape: () => {
          const wasOpen = readings.isOpen;
          readings.close();
          return wasOpen;
        },
        "Mod-Enter": () => {
          sound.playFromCursor();
          return true;
        },
      }),
      keymap(baseKeymap),
      dropCursor(),
      dragLines(messages.drag),
      history(),
    ],
  }),
  editable: () => page.dataset.mayEdit === "yes",
  attributes: {
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": messages.text,
    spellcheck: "true",
  },
  handleClick(_view, _at, { target, button }) {
    const word = button === 0 && target.closest?.(".doubt, .reading");
    if (word) readings.open(placeOf(word));
    return false;
  },
  clipboardTextParser: (text) => {
    const lines = toSentences(text, document.documentElement.lang).map((line) => {
      const { kind, endsParagraph, speaker } = line;
      return schema.node("line", { kind, endsParagraph, speaker }, [schema.text(line.text)]);
    });
    return new Slice(Fragment.from(lines), lines.length ? 1 : 0, lines.length ? 1 : 0);
  },
  clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n"),
  dispatchTransaction(transaction) {
    view.updateState(view.state.apply(transaction));
    if (transaction.docChanged) {
      saving.changed(toLines(view.state.doc));
      title.update(view.state.doc);
      sound.textChanged();
      readings.textChanged();
      speakers.update();
    }
    for (const bar of bars) bar.update();
  },
});

const sound = new LessonSound({ view, server, saving, page });
const speakers = new Speakers({
  view,
  page,
  speakers: lesson.settings.speakers,
  save: (chosen) => {
    lesson.settings.speakers = chosen;
    saving.set({ settings: { ...lesson.settings } });
  },
});
const readings = new ReadingPopover({
  view,
  server,
  saving,
  page,
  messages: messages.readings,
  taught: async () => {
    const now = await server.load();
    sound.know(now.states, now.pauses);
    sound.count();
    showDoubts(view, now.doubts);
  },
});
const moods = moodChoice({
  page,
  offered: read("lesson-moods"),
  settings: () => lesson.settings,
});
bars.push(playerBar(sound, page, messages));
if (page.dataset.mayEdit === "yes") {
  bars.push(toolbar(view, page, moods, { readings: openReadings }));
}
showDownloads(sound, page, messages.downloads);
showConflicts(saving, view, messages);
showSharing(page, server, messages.sharing);
showShareLinks(page, server, messages.shares);
showVersions(page, {
  server,
  saving,
  messages: messages.versions,
  reopen: () => location.reload(),
});
showSaving();
chooseSettings();
listen();

// How the word at the cursor, or the selected one, is read.
function openReadings(state, dispatch) {
  const { lang } = document.documentElement;
  const place = wordAtSelection(state, lang, doubtAt);
  if (place && dispatch) readings.open(place, true);
  return place !== null;
}

// Where an underlined word begins and ends; the mark of a reading may be inside of it.
function placeOf(element) {
  const reading = element.closest(".reading") ?? element.querySelector(".reading");
  const word = reading ?? element;
  const from = view.posAtDOM(word, 0);
  return { from, to: from + word.textContent.length };
}

// Voice → what people call it, as the toolbar's list says.
function namesOfVoices() {
  const options = page.querySelectorAll("[data-sets=voice] option");
  return new Map(Array.from(options, ({ value, textContent }) => [value, textContent]));
}

// Says in words whether everything is saved, and asks before a page is left that is not.
function showSaving() {
  const status = document.getElementById("saving");
  const show = () => {
    status.dataset.state = saving.state;
    status.textContent = saving.message || messages.saving[saving.state];
  };
  saving.addEventListener("change", show);
  saving.addEventListener("behind", catchUp);
  saving.addEventListener("merged", ({ detail }) => replaceLines(detail));
  window.addEventListener("online", () => saving.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) saving.flush();
  });
  show();
}

// What holds for the whole lesson. On a wide page there is room to show all that can be set.
function chooseSettings() {
  const isWide = window.matchMedia("(min-width: 56rem)").matches;
  for (const settings of page.querySelectorAll("details.line-settings")) settings.open = isWide;
  const { settings } = lesson;
  for (const field of page.querySelectorAll("[data-setting]")) {
    const name = field.dataset.setting;
    field.value = settings[name] ?? "";
    field.addEventListener("change", async () => {
      if (!field.reportValidity()) return;
      settings[name] = WORDS.has(name) ? field.value : numberIn(field);
      saving.set({ settings: { ...settings } });
      moods.updateLesson();
      if (name !== "model") return;
      // Each model has voices and moods of its own, which the server knows.
      await saving.flush();
      if (saving.state === "saved") location.reload();
    });
  }
  moods.updateLesson();
  page
    .querySelector("[data-does=say-differently]")
    ?.addEventListener("click", () => sound.sayDifferently());
}

const numberIn = ({ value }) => (value === "" ? null : Number(value));

// What others have saved, put into the text without moving the cursor.
async function catchUp() {
  const lines = await saving.catchUp().catch(() => null);
  if (lines) replaceLines(lines);
}

function replaceLines(lines) {
  const doc = toDocument(lines);
  const start = view.state.doc.content.findDiffStart(doc.content);
  if (start === null) return;
  let { a, b } = view.state.doc.content.findDiffEnd(doc.content);
  const overlap = start - Math.min(a, b);
  if (overlap > 0) {
    a += overlap;
    b += overlap;
  }
  const change = view.state.tr.replace(start, a, doc.slice(start, b));
  view.dispatch(change.setMeta("addToHistory", false));
  if (lesson.doubts) showDoubts(view, lesson.doubts);
}

// Others' changes and what is being made: heard while there is something to make, and looked for
// from time to time while the page is open.
function listen() {
  sound.know(lesson.states, lesson.pauses);
  sound.listen();
  // A long text takes the server some time to look through.
  server.load().then(
    ({ doubts }) => {
      lesson.doubts = doubts;
      showDoubts(view, doubts);
    },
    () => {}, // without the server there are no underlines
  );
  setInterval(() => {
    if (!document.hidden && saving.state === "saved") catchUp();
  }, LOOK_MS);
}
