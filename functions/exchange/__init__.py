"""Other people's formats in and out: Markdown files (`markdown`), WordPress exports (`wordpress`).

Whatever comes in is cleaned here, once (`html`), so that all other code may trust a body as it is; then what its page
needs to know of it is found (`finish`).
"""
