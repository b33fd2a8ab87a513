"""The way somebody takes through the pages: those there are, back and forward, where they were last."""
