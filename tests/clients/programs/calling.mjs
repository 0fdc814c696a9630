// What the JavaScript programs share, as calling.py does for Python's.

export const URL = process.env.LECTERN_URL;
export const TOKEN = process.env.LECTERN_TOKEN;
export const TEXT = "Good morning, everybody. Please open your books.";

/** Runs the call that the command line names, and prints what it says of what it got. */
export async function run(calls) {
  console.log(await calls[process.argv[2]]());
}

/** What an MP3 file is, in words; throws where it is none or nearly empty. */
export function mp3(data) {
  const bytes = new Uint8Array(data);
  const tagged = bytes[0] === 0x49 && bytes[1] === 0x44 && bytes[2] === 0x33;
  if (!(tagged || bytes[0] === 0xff) || bytes.length <= 2000) {
    throw new Error(`no MP3: ${bytes.length} bytes`);
  }
  return `MP3, ${Math.floor(bytes.length / 1000)} kB`;
}
