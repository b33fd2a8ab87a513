"""Money taken: recording a repayment, and the receipt it is given for."""
