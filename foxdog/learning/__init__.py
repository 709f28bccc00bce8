"""A Dataset becomes rounds: query, answer, teach, score. Read ``loop`` first."""
