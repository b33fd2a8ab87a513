"""Commands for what comes from tablets by other ways than a round."""
