// WAV files (RIFF, 16-bit PCM, mono) from float samples in [-1, 1].

export function wav(samples, rate) {
  const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const ascii = (offset, word) => {
    for (let i = 0; i < word.length; i++) bytes.setUint8(offset + i, word.charCodeAt(i));
  };
  ascii(0, "RIFF");
  bytes.setUint32(4, 36 + samples.length * 2, true);
  ascii(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true); // PCM
  bytes.setUint16(22, 1, true); // channels
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, rate * 2, true); // bytes a second
  bytes.setUint16(32, 2, true); // bytes a frame
  bytes.setUint16(34, 16, true); // bits a sample
  ascii(36, "data");
  bytes.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => {
    bytes.setInt16(44 + i * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true);
  });
  return new Blob([bytes], { type: "audio/wav" });
}

// The samples and rate of a file that wav() made.
export async function readWav(file) {
  const bytes = await file.arrayBuffer();
  const whole = new Int16Array(bytes, 44);
  const rate = new DataView(bytes).getUint32(24, true);
  return { samples: Float32Array.from(whole, (each) => each / 32767), rate };
}
