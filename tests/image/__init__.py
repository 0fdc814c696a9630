"""`make image-steps`: builds the container image of the Dockerfile, and runs what it built."""
