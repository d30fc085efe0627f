"""The formats: each file is one way to tell a report, a pure function from the report to text."""
