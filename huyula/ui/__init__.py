"""What every page is made of: the frame, components, tokens, icons, behaviours and charts.

Five words: *frame* (the one skeleton, `ui/page.html`), *component* (a Jinja macro), *token* (a colour, size or space by
its meaning), *behaviour* (one TypeScript module, found by `data-behaviour`), *slot* (a place that a higher area fills).
It knows no person, no agency and no table: what the frame shows of them comes through `site/wiring.py`.
"""
