"""What was typed into the forms of people, a module per noun."""
