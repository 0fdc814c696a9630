// The lesson's addresses on the server. Each call rejects where the server can't be reached.

const KEY = "KEY"; // stands for a line's key in the addresses
const MOST_SOUNDS = 8;

export class Server {
  #addresses;
  #token;
  #sounds = new Map(); // digest → promise of a sound; what is played twice is fetched once

  // `addresses`: name → address; `token`: Django's, against forged requests.
  constructor(addresses, token) {
    this.#addresses = addresses;
    this.#token = token;
  }

  save = (patch) => this.#post("save", patch);

  make = (order) => this.#post("make", order);

  stop = () => this.#post("stop", {});

  sayDifferently = (key) => this.#post("say_differently", {}, key);

  // The lesson as it is now: {revision, title, settings, lines, states, pauses}.
  load = async () => (await this.#get("document")).json();

  // Sets the access or the folder.
  settle = (wish) => this.#post("settle", wish);

  // The links at which students listen: {shares}.
  shares = async () => {
    const answer = await fetch(this.#addresses.shares);
    return { status: answer.status, body: await answer.json() };
  };

  makeShare = (wish) => this.#post("shares", wish);

  revokeShare = (id) => this.#post("revoke_share", {}, id);

  versions = async () => (await (await this.#get("versions")).json()).versions;

  restore = (version) => this.#post("restore", { version });

  estimate = async () => (await this.#get("estimate")).json();

  // The words of a line that may be read wrong: {revision, data}.
  readings = async (key) => (await this.#get("readings", key)).json();

  checkReading = (key, typed) => this.#post("check_reading", typed, key);

  previewReading = (key, said) => this.#post("preview_reading", said, key);

  teachReading = (key, entry) => this.#post("teach_reading", entry, key);

  // When the words of a line's sound are heard.
  words = async (key, digest) =>
    (await (await this.#get("line_words", key, `?sound=${digest}`)).json()).words;

  // The audio of a line; its digest names it for good.
  sound(key, digest) {
    if (!this.#sounds.has(digest)) {
      const loading = this.#get("line_audio", key, `?sound=${digest}`).then((it) => it.blob());
      loading.catch(() => this.#sounds.delete(digest));
      this.#sounds.set(digest, loading);
      if (this.#sounds.size > MOST_SOUNDS) this.#sounds.delete(this.#sounds.keys().next().value);
    }
    return this.#sounds.get(digest);
  }

  // Calls `heard({revision, lines})` with the lines whose state changes, until all are made;
  // `ended` once that is so, or the connection is lost.
  listen(heard, ended) {
    const events = new EventSource(this.#addresses.events);
    const close = () => {
      events.close();
      ended();
    };
    events.addEventListener("lesson.lines", ({ data }) => heard(JSON.parse(data)));
    for (const name of ["lesson.idle", "lesson.deleted", "error"]) {
      events.addEventListener(name, close);
    }
  }

  async #get(name, key, more = "") {
    const answer = await fetch(this.#address(name, key) + more);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer;
  }

  async #post(name, body, key) {
    const answer = await fetch(this.#address(name, key), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.#token },
      body: JSON.stringify(body),
    });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { status: answer.status, body: isJson ? await answer.json() : {} };
  }

  #address(name, key) {
    return this.#addresses[name].replace(KEY, key);
  }
}
