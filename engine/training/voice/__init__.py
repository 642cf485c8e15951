"""How the bundled speaking model is made: drawn people, made voices, and the networks that learn to join them."""
