"""The smallest set of changes that brings a backlog back inside its limits."""
