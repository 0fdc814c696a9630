"""Content credentials: signed C2PA manifests in files that are downloaded."""
