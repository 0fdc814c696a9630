"""What runs Kokoro's network: one interface, a file for each way, and the choice between them."""
