"""How the shape of the store came to be, and how a store is brought up to date."""
