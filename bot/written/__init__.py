"""Files that people write by hand, such as the charter: read strictly, and refused with line and remedy.

`bot.written.file` says which steps there are; the charter and the playbook take all of them.
"""
