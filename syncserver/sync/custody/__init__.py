"""What the institution gets back from its devices by other ways than a round."""
