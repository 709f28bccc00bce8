"""The stage of the Label page: question, curve and crowd, one component that the browser draws.

What happens when F is pressed (with other classes the key is another, see `texts.answer_keys`):

1. `stage.js`: `key` becomes `answer`, an event with a number; `act` keeps it until the server has confirmed it, and
   `deliver` sends it. `show` draws the result without the server, where it is there: with a head start the result of
   either answer was computed while the person looked (`session.run.look_ahead`), and usually came before the key.
2. Streamlit calls `label.take_events`, which `component` has registered, and `session.events.take` applies each event
   once.
3. `session.run.answer` takes the result that was computed ahead, or lets a fork of the loop take the answer and learn:
   `Loop.after`, `Loop.teach`, `Learner.teach`; `Loop.teach` then asks the next question. From scratch the round is
   learned later, when the round is answered and its turn in the queue has come (`session.run.go_on`).
4. `session.keeping` writes the answer into the database, if the run is kept. Only then the fork becomes the run.
5. `label` draws: `scene` turns the run into one plain object, and `component` hands it to the browser. `stage.receive`
   drops the events that are confirmed, and draws with `curve.js` and `crowd.js`.
6. `session.run.go_on` has `look_ahead` compute what both answers to the next question would do, and a second drawing
   brings that.
"""
