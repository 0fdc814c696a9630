// Vercel's AI SDK with its provider for OpenAI.
import { createOpenAI } from "@ai-sdk/openai";
import * as ai from "ai";
import { mp3, run, TEXT, TOKEN, URL } from "./calling.mjs";

const openai = createOpenAI({ baseURL: `${URL}/v1`, apiKey: TOKEN });
const generateSpeech = ai.generateSpeech ?? ai.experimental_generateSpeech;

async function speak(more) {
  const asked = { model: openai.speech("gpt-4o-mini-tts"), text: TEXT, ...more };
  return mp3((await generateSpeech(asked)).audio.uint8Array);
}

await run({
  "speech by its defaults": () => speak({}),
  instructions: () => speak({ instructions: "Slowly and happily." }),
});
