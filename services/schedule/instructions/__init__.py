"""Instructions: what the system that pays the benefit is to withhold for suppliers, and what it answered."""
