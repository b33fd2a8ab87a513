"""What is said of devices to those who answer for them."""
