// ElevenLabs' own client for JavaScript.
import { ElevenLabsClient } from "@elevenlabs/elevenlabs-js";
import { mp3, run, TEXT, TOKEN, URL } from "./calling.mjs";

const VOICE = "af_heart";
const client = new ElevenLabsClient({ baseUrl: URL, apiKey: TOKEN });

async function all(stream) {
  return await new Response(stream).arrayBuffer();
}

await run({
  "speech by its defaults": async () =>
    mp3(await all(await client.textToSpeech.convert(VOICE, { text: TEXT }))),
  "audio while it is made": async () =>
    mp3(await all(await client.textToSpeech.stream(VOICE, { text: TEXT }))),
  "audio with times": async () => {
    const pieces = [];
    let characters = 0;
    for await (const piece of await client.textToSpeech.streamWithTimestamps(VOICE, { text: TEXT })) {
      pieces.push(Buffer.from(piece.audioBase64, "base64"));
      characters += piece.alignment?.characters.length ?? 0;
    }
    if (characters < TEXT.length - 3) throw new Error(`${characters} characters`);
    return `${mp3(Buffer.concat(pieces))}, times of ${characters} characters`;
  },
  voices: async () => {
    const found = await client.voices.search({ search: "heart" });
    if (found.voices[0].voiceId !== VOICE) throw new Error(JSON.stringify(found));
    await client.voices.get(VOICE);
    return `${(await client.voices.getAll()).voices.length} voices`;
  },
  models: async () => {
    const names = (await client.models.list()).map((model) => model.modelId);
    if (!names.includes("kokoro")) throw new Error(names.join());
    return `${names.length} models`;
  },
  user: async () => `plan ${(await client.user.get()).subscription.tier}`,
  history: async () => {
    await all(await client.textToSpeech.convert(VOICE, { text: TEXT }));
    const { history } = await client.history.list({ pageSize: 1 });
    return mp3(await all(await client.history.getAudio(history[0].historyItemId)));
  },
});
