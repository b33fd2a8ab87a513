"""How somebody gets in who has no code: by what they know and what they hold."""
