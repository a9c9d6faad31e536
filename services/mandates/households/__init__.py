"""What the registry keeps of households: a projection of the schedule service, with its version."""
