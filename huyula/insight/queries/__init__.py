"""Reading figures: what tests and the demo ask for stands in the modules by noun."""
