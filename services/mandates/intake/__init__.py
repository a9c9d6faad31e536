"""What has to be there before a cost can start: papers, who delivers them, and who stands around a household."""
