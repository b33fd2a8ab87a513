"""What those who answer for a device are told of it."""
