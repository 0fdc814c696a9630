"""What every voice says of itself."""

SAMPLE_TEXT = "Hello! This is how I sound in Lectern. 你好，这是我在讲台上的声音。"
