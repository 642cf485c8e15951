"""Model families: what each asks for and how it runs."""
