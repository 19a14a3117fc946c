"""Pages of insight, by noun."""
