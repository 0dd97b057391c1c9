"""An assessment on a Spark cluster: the same function over the same spans, each in a task of its own."""
