"""JSON endpoints, one module per resource, with their pydantic schemas."""
