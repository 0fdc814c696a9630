"""What a thousand workspaces cost: making them, starting, migrating, and each request."""
