"""The pages of people, a module per noun."""
