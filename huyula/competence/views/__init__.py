"""Pages of competence, by noun."""
