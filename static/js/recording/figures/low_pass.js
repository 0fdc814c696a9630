// A Butterworth low-pass of eighth order. Returns a function from samples to samples, which must be
// given all samples in order. Its sections are those of R. Bristow-Johnson's Audio EQ Cookbook.

export function lowPass(hz, rate) {
  const sections = [1, 3, 5, 7].map((odd) =>
    section(hz, rate, 1 / (2 * Math.cos((Math.PI * odd) / 16))),
  );
  return (samples) => sections.reduce((heard, filter) => filter(heard), samples);
}

function section(hz, rate, q) {
  const w = (2 * Math.PI * hz) / rate;
  const alpha = Math.sin(w) / (2 * q);
  const a0 = 1 + alpha;
  const b1 = (1 - Math.cos(w)) / a0;
  const b0 = b1 / 2;
  const [a1, a2] = [(-2 * Math.cos(w)) / a0, (1 - alpha) / a0];
  let [z1, z2] = [0, 0];
  return (samples) =>
    samples.map((sample) => {
      const out = b0 * sample + z1;
      z1 = b1 * sample - a1 * out + z2;
      z2 = b0 * sample - a2 * out;
      return out;
    });
}
