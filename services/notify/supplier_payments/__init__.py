"""What becomes of our payments to suppliers that want to be told: asked of the schedule service, told once each."""
