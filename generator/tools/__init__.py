"""Decision helpers: rules that a reader can follow by hand, the same here and in the browser."""
