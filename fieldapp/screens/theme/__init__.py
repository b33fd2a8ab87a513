"""How everything looks: measures and colours in one place, and the stylesheet made of them."""
