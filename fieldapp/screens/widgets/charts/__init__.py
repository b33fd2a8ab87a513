"""Charts, painted from the theme's tokens (docs/decisions/0008)."""
