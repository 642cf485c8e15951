"""The model manager: what can be made, with which model, what it takes, and how it comes here."""
