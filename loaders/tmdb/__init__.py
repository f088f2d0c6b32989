"""What the source `tmdb` is made of: its client, the answers kept on disk, and the stages of a fetch."""
