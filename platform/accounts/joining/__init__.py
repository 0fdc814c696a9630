"""How people and workspaces come in: trials, sign-up, invitations."""
