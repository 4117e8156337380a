"""What is stored. Rows never leave this room; it hands out the values of `postil.schema`."""
