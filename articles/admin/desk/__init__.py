"""Today's desk, the first page of the admin: what waits for an editor, and what came in.

days      which days are looked at
waiting   drafts, rejected files, missing pictures
planned   what editors decided for a time
charts    PURE  numbers → the places and sizes of bars
figures   how many articles came in, by day, topic and outlet
page      all of it
"""
