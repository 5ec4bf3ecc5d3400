"""The words of `/o2o`, a module a subject, each with its buttons, its forms and its shortcut."""
