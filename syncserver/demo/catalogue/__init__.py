"""What the demo institution is made of: its people, places, products and settings."""
