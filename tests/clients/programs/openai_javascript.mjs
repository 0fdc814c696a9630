// OpenAI's own client for JavaScript.
import OpenAI from "openai";
import { mp3, run, TEXT, TOKEN, URL } from "./calling.mjs";

const client = new OpenAI({ baseURL: `${URL}/v1`, apiKey: TOKEN });

await run({
  "speech by its defaults": async () => {
    const asked = { model: "gpt-4o-mini-tts", voice: "alloy", input: TEXT };
    return mp3(await (await client.audio.speech.create(asked)).arrayBuffer());
  },
  models: async () => {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    if (!names.includes("tts-1")) throw new Error(names.join());
    return `${names.length} models`;
  },
});
