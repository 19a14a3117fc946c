"""The pages of access: signing in, first access, my account, agencies and who has a say in them."""
