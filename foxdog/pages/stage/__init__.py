"""The stage of the Label page: question, curve and crowd, one component that the browser draws.

Data flow one way. `scene` turns a run into one plain object; `component` hands it to the browser, where `stage.js`
draws it, with `crowd.js` and `curve.js`. The browser sends back numbered events (an answer, a skip, ...), and
`session.run` applies each once.
"""
