// The microphone as blocks of samples, at the rate that the device has.

// Why it can't be used: refused, no-microphone, busy or insecure.
export class MicrophoneError extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const REASONS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "no-microphone",
  OverconstrainedError: "no-microphone",
};

// What calls do to a voice (echo and noise removal) would become part of it.
const SOUND = {
  channelCount: 1,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: true,
};

const CHOSEN = "lectern:microphone";

// The microphones that the browser tells us of, [{id, label}]: none before it may use one.
export async function microphones() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind, label }) => kind === "audioinput" && label)
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

export function chosenMicrophone() {
  return localStorage.getItem(CHOSEN) ?? "";
}

// Uses this microphone from now on, or any ("").
export function chooseMicrophone(id) {
  localStorage.setItem(CHOSEN, id);
}

// Opens the microphone and calls onBlock(Float32Array, reading) until close(); `reading` is that of
// live_reading.js, or null. Resolves to {rate, close}. Throws MicrophoneError.
export async function listen(worklet, onBlock) {
  if (!navigator.mediaDevices || !window.AudioWorkletNode) throw new MicrophoneError("insecure");
  const context = new AudioContext();
  const chosen = chosenMicrophone();
  // Another one takes its place where it is not plugged in.
  const audio = chosen ? { ...SOUND, deviceId: { ideal: chosen } } : SOUND;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    context.close();
    throw new MicrophoneError(REASONS[error.name] ?? "busy");
  }
  const release = () => {
    for (const track of stream.getTracks()) track.stop();
    context.close();
  };
  try {
    await context.audioWorklet.addModule(worklet);
    await context.resume();
  } catch (error) {
    // Otherwise the browser would go on showing that the page listens.
    release();
    throw error;
  }
  const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
  capture.port.onmessage = ({ data }) => onBlock(data.samples, data.reading);
  context.createMediaStreamSource(stream).connect(capture);
  return {
    rate: context.sampleRate,
    close() {
      capture.port.onmessage = null;
      release();
    },
  };
}
