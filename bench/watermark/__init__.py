"""What the watermark costs, how it sounds, what it survives, and where it is heard by mistake."""
