"""The files and folders of models: which ones, from where, and whether they are complete."""
