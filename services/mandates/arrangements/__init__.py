"""With which supplier a household has a cost, how paying it goes from hand to hand, and who pays it in each month."""
