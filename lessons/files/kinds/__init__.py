"""A reader for each kind of file; each fills a Collector. Only the confined child imports them."""
