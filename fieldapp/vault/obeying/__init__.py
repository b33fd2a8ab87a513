"""What the institution orders of a device, and carrying it out."""
