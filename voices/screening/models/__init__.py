"""The models of screening, one a file. Their weights are inside their packages."""
