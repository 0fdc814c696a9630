"""Where files are kept: `port` says what a store does; there are two, `folder` and `objects`.

None of these needs a set-up Django: the child that makes files of lessons reads stored files, too.
`ownership` does: it checks that a process sees the files of its installation.
"""
