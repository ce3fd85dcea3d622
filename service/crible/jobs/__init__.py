"""Work that was uploaded: files are screened and those who asked are told.

Nothing here is started by itself: a worker process calls ``runner.take`` and
``sender.send`` again and again. What a user sees is in the database alone, so a worker
that is killed loses nothing but the time since its last step.
"""
