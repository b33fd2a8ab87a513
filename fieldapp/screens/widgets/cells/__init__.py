"""What a cell of a table or a row of a list can hold, and the one way each is painted."""
