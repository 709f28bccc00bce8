"""What one browser session holds, and what the server does for it."""
