"""A lesson as an EPUB 3 that reads itself: text and speech in step, by media overlays."""

from lessons.export.epub.book import epub

__all__ = ["epub"]
