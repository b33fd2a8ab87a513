"""What holds for every screen in every state, found by looking at the open window.

Each audit takes the window and returns findings in words, each naming the widget; nothing found is good.
"""
