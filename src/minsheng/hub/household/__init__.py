"""What a resident sees of the rules: the calculator, and the happiness list of a resident of the register."""
