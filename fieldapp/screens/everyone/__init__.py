"""What everybody meets, whatever their role."""
