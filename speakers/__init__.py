"""Who is speaking, as vectors: two speaker encoders that were trained apart, on the CPU.

    encoders = Encoders.load()  # once a process, from speakers.encoders; then passed to its users
    voice = encoders.voice_print(samples, sample_rate)

GE2E (Wan et al. 2018, by Resemblyzer) hears the spectrum as it is. CAM++ (Wang et al. 2023, by
3D-Speaker, trained on Mandarin and English) hears it less its mean over time, so that a fixed
filter is nothing to it. No Django, and nothing else of Lectern, in here. Importing `speakers`,
`speakers.kaldi` or `speakers.voice_print` doesn't bring torch.
"""
