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

// Opens the microphone and calls onBlock(Float32Array) until close().
// Resolves to {rate, close}. Throws MicrophoneError.
export async function listen(worklet, onBlock) {
  if (!navigator.mediaDevices || !window.AudioWorkletNode) throw new MicrophoneError("insecure");
  const context = new AudioContext();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND });
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
  capture.port.onmessage = (event) => onBlock(event.data);
  context.createMediaStreamSource(stream).connect(capture);
  return {
    rate: context.sampleRate,
    close() {
      capture.port.onmessage = null;
      release();
    },
  };
}
