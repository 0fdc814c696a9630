"""Downloads of all that a workspace owns, prepared in the background.

A row for each (`models`) says who asked and how far it is. `queue` is what may happen to a row,
`running` starts the children that write the zips, `services` is for pages and REST. What is in a
zip the child knows: the command `export`, of a higher layer.
"""
