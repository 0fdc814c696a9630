"""People of the operator's support look into a workspace: with its permission, for an hour."""
