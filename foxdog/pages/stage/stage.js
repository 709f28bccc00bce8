// The stage: question, curve and crowd. It shows what the server says, and an answer's result before the server confirms
// it, where that is known: both results that a question can have come with it or soon after. What the person does is
// kept, numbered, until the server has taken it, so nothing is lost and nothing counts twice.

const READ = 150 // ms: a key that comes sooner cannot be about the picture on screen
const RETRY = 3000 // ms
const AGAIN = 500 // ms until what could not be loaded is loaded again
const ASK_AGAIN = 1000 // ms until the server is asked again whether it has imported Keras
const LATER = 2000 // ms in which a later drawing comes, if there is one
const LOOKS = ["look", "back", "wake"] // what changes nothing of the run
const UNAWAITED = ["look", "wake"] // what a person does not wait for
const LATE = 700 // ms without a word of the server, until the stage says so
const LINGER = 220 // ms of the pointer on a tile before the server is asked about it

const stages = new WeakMap()
// This tab, and what was done in its run and the server has not said to have heard. Where the server begins anew, another
// stage takes the place of the one that is on screen, and sends it again.
const client = crypto.randomUUID?.() ?? String(Math.random())
let sent = 0
let unheard = { run: null, events: [] }
let letters = true // whether a letter's key answers; who speaks to their computer, or trembles, turns them off
let guessing = false // whether the guess is shown before the answer; it stays so on the way to another page and back

export function draw(component, parts) {
  let stage = stages.get(component.parentElement)
  if (!stage) stages.set(component.parentElement, (stage = new Stage(component, parts)))
  const turn = ++stage.turn
  stage.receive(component)
  // Streamlit tidies up after this drawing, and a later one may still be on its way: it takes the stage over.
  return () =>
    setTimeout(() => {
      if (stage.turn !== turn) return
      stage.remove()
      stages.delete(component.parentElement)
    }, LATER)
}

const address = (path) => new URL(path, document.baseURI).href
const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name])
const decoded = (text) => Int8Array.from(atob(text), (one) => one.charCodeAt(0))
const belief = (place) => 1 / (1 + Math.exp(-place / 31))

function make(parent, name, className = "", text = "") {
  const one = document.createElement(name)
  if (className) one.className = className
  if (text) one.textContent = text
  parent.append(one)
  return one
}

class Stage {
  constructor(component, parts) {
    this.parts = parts
    this.turn = 0 // the number of the last drawing
    this.removed = false
    this.root = component.parentElement
    this.style = make(this.root, "link")
    this.style.rel = "stylesheet"
    this.style.href = address(component.data.style)
    this.onKey = (event) => this.key(event)
    document.addEventListener("keydown", this.onKey)
    this.retry = setInterval(() => this.pending.length && this.deliver(true), RETRY)
  }

  remove() {
    this.removed = true
    this.seen = null
    this.style.remove()
    document.removeEventListener("keydown", this.onKey)
    clearInterval(this.retry)
    clearTimeout(this.linger)
    clearTimeout(this.waking)
    clearTimeout(this.patience)
    this.watched?.disconnect()
    this.crowd?.remove()
    this.frame?.remove()
  }

  // From the server

  async receive(component) {
    this.component = component
    const { data } = component
    this.data = data
    if (data.about !== this.aboutAt) {
      this.aboutAt = data.about
      this.ready = false
      const sheet = new Image()
      let about
      try {
        about = await (await fetch(address(data.about))).json()
        sheet.src = address(about.sheet)
        await sheet.decode()
      } catch {
        if (this.removed || this.aboutAt !== data.about) return
        this.aboutAt = null // the connection is gone for the moment
        setTimeout(() => !this.removed && this.receive(this.component), AGAIN)
        return
      }
      if (this.removed || this.aboutAt !== data.about) return // a newer run came meanwhile
      this.about = about
      if (unheard.run !== about.run) this.pending = []
      this.build(sheet)
      this.ready = true
    }
    if (!this.ready) return
    this.fetchBand()
    this.adopt()
    const [tab, done] = this.data.done
    this.pending = this.pending.filter((event) => tab !== client || event.n > done)
    this.watch()
    this.show()
    if (this.looked) this.showTip()
  }

  // Where eight of ten shipped runs lie; it comes when it comes, and the curve is drawn without it until then.
  async fetchBand() {
    if (this.removed || this.data.band === this.bandAt) return
    const at = (this.bandAt = this.data.band)
    this.band = null
    if (!at) return
    let band
    try {
      band = await (await fetch(address(at))).json()
    } catch {
      if (this.bandAt === at) this.bandAt = null // the connection, or the file, is gone for the moment
      setTimeout(() => this.fetchBand(), AGAIN)
      return
    }
    if (this.removed || this.bandAt !== at) return // a newer run came meanwhile
    this.band = band
    if (this.ready) this.drawCurve()
  }

  // The last word of the server, and what was done since.
  folded() {
    let { now, ahead } = this.data
    let waiting = this.data.busy
    for (const event of this.pending) {
      if (LOOKS.includes(event.kind)) continue
      const next = event.kind === "answer" && !waiting && event.picture === now.question?.picture && ahead?.[event.label]
      if (next) {
        const mine = next.point ? [...now.mine, next.point] : now.mine
        now = { ...now, ...next, mine, labels: [...now.labels, [event.picture, event.label]] }
        ahead = null
      } else waiting = waiting || this.about.words.waiting
    }
    return { now, ahead, waiting }
  }

  // To the server

  get pending() {
    return unheard.run === this.about?.run ? unheard.events : []
  }

  set pending(events) {
    unheard = { run: this.about.run, events }
  }

  act(kind, more = {}) {
    this.pending = [...this.pending, { n: ++sent, kind, ...more }]
    this.deliver(false)
    this.watch()
    if (LOOKS.includes(kind)) return
    this.predicting = this.supposing = false
    this.show()
  }

  deliver(again) {
    this.tries = again ? (this.tries ?? 0) + 1 : 0
    this.component.setStateValue("events", { run: this.about.run, client, events: this.pending, tries: this.tries })
  }

  // What the server does not confirm within a moment: the stage says so until it does.
  watch() {
    const oldest = this.pending.find((event) => !UNAWAITED.includes(event.kind))?.n
    if (oldest === this.awaited) return
    this.awaited = oldest
    this.late = false
    clearTimeout(this.patience)
    if (oldest !== undefined) {
      this.patience = setTimeout(() => {
        this.late = true
        this.sayLate()
      }, LATE)
    }
    this.sayLate()
  }

  answer(label) {
    if (!this.canAnswer()) return
    const seconds = Math.round(performance.now() - this.seen.since) / 1000
    this.act("answer", { picture: this.seen.picture, label, seconds })
  }

  // Whether the picture that is asked about has been on screen for long enough to be seen.
  canAnswer() {
    const picture = this.shown?.now.question?.picture
    const seen = this.seen?.picture === picture && performance.now() - this.seen.since >= READ
    return picture !== undefined && seen && !this.locked()
  }

  locked() {
    return !this.ready || !this.shown || Boolean(this.shown.waiting) || Boolean(this.data.oracle)
  }

  key(event) {
    const [target] = event.composedPath()
    const writes = target instanceof Element && target.closest("input:not([type=range]), textarea, select, [contenteditable=true]")
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || writes || !this.ready || !letters) return
    if (!this.root.isConnected) return // another page is on screen
    if (document.querySelector("[role=dialog]")) return
    const key = event.key.toUpperCase()
    const label = this.about.keys.indexOf(key)
    if (label >= 0) this.answer(label)
    else if (key === "S") this.skip()
    else if (key === "U") this.undo()
    else if (key === "N") this.oracle(1)
    else return
    event.preventDefault()
  }

  skip() {
    if (this.canAnswer()) this.act("skip", { picture: this.seen.picture })
  }

  undo() {
    if (!this.locked() && this.shown.now.answered > 0) {
      this.act("undo", { answered: this.shown.now.answered })
    }
  }

  // Before the oracle goes to the end, the person predicts what will come of it, or says that they will not.
  oracle(rounds, prediction) {
    if (this.locked() || !this.shown.now.question || this.about.choosing) return
    const asks = this.about.predictions.length > 0 && !this.data.predicted
    this.predicting = rounds === 0 && prediction === undefined && asks
    if (this.predicting) this.showQuestion()
    else this.act("oracle", { rounds, answered: this.shown.now.answered, prediction: prediction ?? "" })
  }

  // Which picture the person wants to have labelled next.
  choose(position) {
    if (this.about.choosing && !this.locked() && !this.crowd.labels.has(position)) {
      this.crowd.pick(-1)
      this.act("chosen", { picture: this.about.pictures[position] })
    }
  }

  // What there is on screen; built once for each run

  build(sheet) {
    this.seen = this.looked = this.shown = this.invited = null // those of another run
    this.saidLate = ""
    this.predicting = this.supposing = false
    const { about } = this
    const { words, classes, keys } = about
    this.crowd?.remove()
    this.watched?.disconnect()
    this.frame?.remove()
    const frame = (this.frame = make(this.root, "div", "stage"))
    this.positions = new Map(about.pictures.map((picture, position) => [picture, position]))
    this.sheet = sheet

    const picture = make(frame, "div", "picture")
    this.image = make(picture, "img")
    this.image.alt = words.alt
    this.wait = make(picture, "div", "waiting")
    this.wait.setAttribute("role", "status")

    const ask = make(frame, "div", "ask")
    this.title = make(ask, "h2")
    this.title.tabIndex = -1
    this.why = make(ask, "p", "quiet")
    const answers = make(ask, "div", "row answers")
    this.answers = [0, 1].map((label) => {
      const button = make(answers, "button", label ? "fox" : "dog", classes[label])
      make(button, "kbd", "", keys[label])
      button.onclick = () => this.answer(label)
      return button
    })
    this.guess = make(ask, "div", "guess")
    this.scale = make(make(this.guess, "div", "scale"), "i")
    const ends = make(this.guess, "div", "ends quiet")
    this.ends = [make(ends, "span", "dog-text"), make(ends, "span", "fox-text")]
    const small = make(ask, "div", "row small")
    this.buttons = {}
    const button = (name, action, key = "") => {
      const one = (this.buttons[name] = make(small, "button", "", words[name]))
      one.title = words[`${name}_help`] ?? ""
      if (key) make(one, "kbd", "", key)
      one.onclick = action
    }
    button("skip", () => this.skip(), "S")
    button("undo", () => this.undo(), "U")
    button("show_guess", () => this.toggleGuess())
    this.verdict = make(ask, "div", "verdict")
    this.slow = make(ask, "p", "quiet slow")
    this.suppose = make(ask, "button", "suppose")
    this.suppose.onclick = () => {
      this.supposing = !this.supposing
      this.show()
    }
    this.mistakes = make(ask, "div", "mistakes")

    const curve = make(frame, "div", "curve")
    this.figures = make(curve, "div", "figures")
    this.plot = make(curve, "div", "plot")
    this.svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    this.svg.setAttribute("role", "img")
    this.plot.append(this.svg)
    this.insight = make(curve, "p", "insight")

    const bar = make(frame, "div", "bar")
    this.oracleName = make(bar, "span", "quiet", words.oracle)
    this.oracleName.title = words.oracle_help
    this.rounds = [1, 10, 0].map((rounds) => {
      const one = make(bar, "button", "", words[`oracle_${rounds}`])
      if (rounds === 1) make(one, "kbd", "", "N")
      one.onclick = () => this.oracle(rounds)
      return one
    })
    this.predict = make(bar, "span", "row")
    make(this.predict, "b", "", words.predict)
    for (const [name, text] of [...about.predictions, ["", words.predict_not]]) {
      make(this.predict, "button", "", text).onclick = () => this.oracle(0, name)
    }
    this.stop = make(bar, "button", "", words.stop)
    this.stop.onclick = () => this.act("stop")
    this.running = make(bar, "span", "quiet")
    this.chooses = make(bar, "button", "", about.choosing ? words.choose_back : words.choose)
    this.chooses.title = words.choose_help
    this.chooses.onclick = () => !this.locked() && this.act("choose", { on: !about.choosing })
    make(bar, "span", "push")
    this.back = make(bar, "label", "back quiet", words.back)
    this.back.title = words.back_help
    this.slider = make(this.back, "input")
    this.slider.type = "range"
    this.slider.oninput = () => this.goBack(Number(this.slider.value))
    this.keys = make(bar, "button", "", words.keys)
    this.keys.title = words.keys_help
    this.keys.onclick = () => this.toggleKeys()
    make(bar, "span", "quiet", words.pictures)
    this.layouts = ["belief", "sight"].map((layout) => {
      const one = make(bar, "button", "", words[layout])
      one.title = words[`${layout}_help`]
      one.onclick = () => this.arrange(layout)
      one.hidden = !about.axes
      return one
    })
    this.truth = make(bar, "button", "", words.truth)
    this.truth.title = words.truth_help
    this.truth.onclick = () => this.toggleTruth()

    const crowd = make(frame, "div", "crowd")
    this.canvas = make(crowd, "canvas")
    this.canvas.tabIndex = 0
    this.canvas.setAttribute("role", "application")
    const sides = make(crowd, "div", "ends")
    this.sides = [0, 1, 2].map((side) => make(sides, "span", ["dog-text", "quiet", "fox-text"][side]))
    this.tip = make(frame, "div", "tip")
    this.tip.hidden = true
    this.live = make(frame, "div", "only-read")
    this.live.setAttribute("aria-live", "polite")

    const onLook = (...look) => this.look(...look)
    this.crowd = new this.parts.Crowd(this.canvas, about, sheet, onLook, (position) => this.choose(position))
    this.adopt()
    this.watched = new ResizeObserver(() => this.drawCurve())
    this.watched.observe(this.plot)
    this.arrange("belief")
    this.toggleTruth(false)
    this.toggleGuess(guessing)
    this.toggleKeys(letters)
  }

  // The colours of Streamlit's theme, which may be changed at any time.
  adopt() {
    const dark = this.dark()
    this.frame.classList.toggle("dark", dark)
    this.crowd.colours = { 0: dark ? "#5b9be6" : "#1f5fa8", 1: dark ? "#f0783a" : "#c8500f", text: dark ? "#fff" : "#111" }
  }

  dark() {
    const [red, green, blue] = getComputedStyle(this.root.host).backgroundColor === "rgba(0, 0, 0, 0)"
      ? this.rgb(getComputedStyle(this.root.host).getPropertyValue("--st-background-color"))
      : this.rgb(getComputedStyle(this.root.host).backgroundColor)
    return red + green + blue < 384
  }

  rgb(colour) {
    const pen = document.createElement("canvas").getContext("2d")
    pen.fillStyle = colour.trim() || "#fff"
    pen.fillRect(0, 0, 1, 1)
    return pen.getImageData(0, 0, 1, 1).data
  }

  goBack(round) {
    this.pending = this.pending.filter((event) => event.kind !== "back") // only the last place of the slider counts
    this.act("back", { round })
  }

  arrange(layout) {
    this.layouts.forEach((one, number) => one.setAttribute("aria-pressed", layout === ["belief", "sight"][number]))
    const { words } = this.about
    const texts = layout === "belief" ? [words.surely[0], words.undecided, words.surely[1]] : ["", words.sight_note, ""]
    this.sides.forEach((side, number) => (side.textContent = texts[number]))
    this.crowd.layout = layout
    this.crowd.place(true)
  }

  toggleTruth(shown = !this.crowd.truth) {
    this.crowd.truth = shown
    this.truth.setAttribute("aria-pressed", shown)
    this.crowd.paint()
  }

  toggleKeys(on = !letters) {
    letters = on
    this.keys.setAttribute("aria-pressed", on)
    this.frame.classList.toggle("without-keys", !on)
  }

  toggleGuess(shown = !guessing) {
    guessing = shown
    this.buttons.show_guess.setAttribute("aria-pressed", shown)
    if (this.shown) this.showQuestion()
  }

  // Show

  show() {
    this.shown = this.folded()
    this.preload()
    this.showQuestion()
    this.showVerdict()
    this.drawCurve()
    this.wake()
    const { now } = this.shown
    const labels = new Map()
    const known = this.past() ? now.labels.slice(0, now.mine[this.past().round][0]) : now.labels
    for (const [picture, label] of known) {
      const position = this.positions.get(picture)
      if (position !== undefined) labels.set(position, label)
    }
    const past = this.past()
    const places = decoded((this.supposed() ?? past ?? now).places)
    this.inviteGuests()
    this.crowd.update(places, labels, past ? -1 : (this.positions.get(now.question?.picture) ?? -1))
    this.back.hidden = now.mine.length < 3
    this.slider.max = now.mine.length - 1
    if (this.root.activeElement !== this.slider || !past) this.slider.value = past ? past.round : now.mine.length - 1
    this.describe(places, labels)
  }

  // The person's own pictures stand in the crowd, too.
  inviteGuests() {
    const told = JSON.stringify(this.data.guests)
    if (told === this.invited) return
    this.invited = told
    this.crowd.invite(
      this.data.guests.pictures.map(({ url, place }) => {
        const image = new Image()
        image.onload = () => this.crowd.paint()
        image.src = address(url)
        return { image, place }
      }),
    )
  }

  // The earlier round that is looked at; what the person has done since comes back to now.
  past() {
    return this.pending.some((event) => !LOOKS.includes(event.kind)) ? null : this.data.past
  }

  // The run as it would be if the last answer had been the other one, while the person looks at that.
  supposed() {
    const acts = this.pending.some((event) => !LOOKS.includes(event.kind))
    return this.supposing && !acts && !this.past() ? this.data.what_if : null
  }

  preload() {
    const next = Object.values(this.shown.ahead ?? {}).map((one) => one.question?.url)
    this.images = next.filter(Boolean).map((url) => {
      const image = new Image()
      image.src = address(url)
      return image
    })
  }

  showQuestion() {
    const focused = this.root.activeElement
    const { now, waiting } = this.shown
    const { words } = this.about
    const { question, end } = now
    const oracle = this.data.oracle
    this.showPicture(question?.picture ?? -1, question?.url ?? end?.mistakes[0]?.url)
    this.image.alt = question ? words.alt : end?.mistakes[0] ? fill(words.mistake_alt, { guess: end.mistakes[0].caption }) : ""
    const empty = !question && !end && this.about.choosing ? words.choose_here : ""
    this.wait.textContent = waiting || empty
    this.wait.hidden = !waiting && !empty
    const none = this.about.choosing ? words.choose_title : words.learning
    this.title.textContent = question ? question.title : end ? end.title : none
    this.why.textContent = question ? question.why : end ? end.text : this.about.choosing ? words.choose_why : ""
    for (const button of this.answers) button.disabled = !question || Boolean(waiting) || Boolean(oracle)
    for (const one of ["skip", "undo"]) this.buttons[one].disabled = Boolean(waiting) || Boolean(oracle)
    this.buttons.skip.hidden = !question || this.about.choosing
    this.buttons.show_guess.hidden = !question
    this.answers[0].parentElement.hidden = !question
    this.guess.hidden = !question || !guessing
    if (question) {
      this.scale.style.left = `${100 * question.p}%`
      this.ends.forEach((end, label) => {
        end.textContent = `${this.about.classes[label]} ${Math.round(100 * (label ? question.p : 1 - question.p))} %`
      })
    }
    this.predicting = Boolean(this.predicting && question && !oracle)
    for (const [number, one] of this.rounds.entries()) {
      const few = number === 1 && now.left <= 10
      one.hidden = Boolean(oracle) || !question || this.predicting || few || this.about.choosing
      one.disabled = Boolean(waiting)
    }
    this.predict.hidden = !this.predicting
    this.stop.hidden = !oracle
    this.oracleName.hidden = Boolean(oracle) || !question || this.predicting || this.about.choosing
    this.chooses.hidden = Boolean(oracle) || this.predicting || !this.about.can_choose
    this.running.textContent = oracle || ""
    this.mistakes.replaceChildren()
    for (const { url, caption } of end?.mistakes ?? []) {
      const figure = make(this.mistakes, "figure")
      const image = make(figure, "img")
      image.src = address(url)
      image.alt = fill(words.mistake_alt, { guess: caption })
      make(figure, "figcaption", "", caption)
    }
    this.sayLate()
    if (focused instanceof HTMLButtonElement && !focused.checkVisibility()) this.title.focus() // it hid itself
  }

  // The picture on screen is the picture that an answer is about: it counts as seen once it has been painted.
  async showPicture(picture, url) {
    if (this.seen?.picture === picture && this.seen.url === url) return
    const seen = (this.seen = { picture, url, since: Infinity })
    this.image.style.visibility = "hidden"
    if (!url) return
    this.image.src = address(url)
    this.image.dataset.picture = picture
    try {
      await this.image.decode()
    } catch {
      if (this.seen === seen) setTimeout(() => this.seen === seen && ((this.seen = null), this.showPicture(picture, url)), AGAIN)
      return // the connection is gone for the moment
    }
    if (this.seen !== seen) return
    this.image.style.visibility = ""
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        seen.since = performance.now()
        this.wake()
      }),
    )
  }

  // Until the server has imported Keras, only the recorded answer's result is here. The server begins once the person
  // has a picture to look at, and is asked for the other result until that is there.
  wake() {
    if (this.removed || this.waking || !this.data.asleep || !this.seen || this.seen.since === Infinity) return
    this.pending = this.pending.filter((event) => event.kind !== "wake")
    this.act("wake")
    this.waking = setTimeout(() => {
      this.waking = null
      this.wake()
    }, ASK_AGAIN)
  }

  // Over the picture, where it says already that one waits, else below the verdict; and to those who do not see it.
  sayLate() {
    if (!this.shown) return
    const { words } = this.about
    const text = this.late ? (this.data.asleep ? words.loading : words.waiting) : ""
    const waits = this.shown.waiting === words.waiting
    if (waits) this.wait.textContent = text || words.waiting
    this.slow.textContent = waits ? "" : text
    this.slow.hidden = !this.slow.textContent
    if (text !== this.saidLate) this.saidLate = this.live.textContent = text
  }

  showVerdict() {
    const { question } = this.shown.now
    const supposed = this.supposed()
    const verdict = supposed ? [{ text: supposed.text }] : this.shown.now.verdict
    const acts = this.pending.some((event) => !LOOKS.includes(event.kind))
    this.suppose.hidden = !this.data.what_if || acts || Boolean(this.past())
    this.suppose.textContent = this.data.what_if?.ask ?? ""
    this.suppose.setAttribute("aria-pressed", Boolean(supposed))
    this.verdict.replaceChildren()
    this.verdict.hidden = !question && !verdict.length
    for (const part of verdict) {
      const one = make(this.verdict, part.label === undefined ? "span" : "b", "", part.text)
      if (part.label !== undefined) one.className = part.label ? "fox" : "dog"
    }
    const said = verdict.map((part) => part.text).join("")
    const text = `${said} ${question ? `${question.title} ${question.why}` : this.shown.now.end?.title ?? ""}`
    if (text === this.said) return
    this.said = this.live.textContent = text
  }

  drawCurve() {
    if (!this.shown) return
    const { now } = this.shown
    this.figures.replaceChildren()
    const past = this.past()
    for (const [value, name, help] of (this.supposed() ?? past ?? now).figures) {
      const one = make(this.figures, "span", "quiet")
      one.title = help
      make(one, "b", "", value).style.color = "var(--st-text-color)"
      one.append(` ${name}`)
    }
    this.insight.textContent = now.insight
    this.svg.setAttribute("aria-label", now.curve_words)
    const { random, other, ceiling } = now
    const { first, last, words } = this.about.curve
    const choosing = this.about.choosing
    const curve = { mine: now.mine, random, other, ceiling, choosing, band: this.band, first, last, words, past: past ? past.round : -1 }
    this.parts.drawCurve(this.svg, curve, (point, at) => this.lookAtPoint(point, at))
  }

  describe(places, labels) {
    const count = { dog: 0, middle: 0, fox: 0, labelled: labels.size }
    for (const place of places) count[belief(place) < 0.1 ? "dog" : belief(place) > 0.9 ? "fox" : "middle"] += 1
    this.canvas.setAttribute("aria-label", `${fill(this.about.words.crowd, count)} ${this.data.guests.words}`.trim())
  }

  // A picture of the crowd, large

  look(position, by, at) {
    clearTimeout(this.linger)
    this.looked = position < 0 ? null : { position, by, at }
    this.showTip()
    if (position < 0) return
    const picture = this.about.pictures[position]
    this.linger = setTimeout(() => this.act("look", { picture }), by === "mouse" ? LINGER : 0)
  }

  showTip() {
    this.tip.hidden = !this.looked
    if (!this.looked) return
    const { position, at } = this.looked
    const { words, classes, kinds } = this.about
    const picture = this.about.pictures[position]
    const label = this.crowd.labels.get(position)
    const more = this.data.look?.picture === picture ? this.data.look : null
    this.tip.replaceChildren()
    this.tipPicture(position, more?.url)
    const name = label !== undefined ? fill(words.labelled, { name: classes[label] }) : words.unlabelled
    make(make(this.tip, "div"), "b", label === undefined ? "" : label ? "fox-text" : "dog-text", name)
    const known = label !== undefined || this.crowd.truth
    if (known && kinds[position]) make(this.tip, "div", "quiet", kinds[position])
    const exact = more && !this.past() ? more.beliefs.at(-1) : undefined
    const p = exact ?? belief(this.crowd.places[position])
    const wall = exact === undefined && Math.abs(this.crowd.places[position]) >= this.about.wall
    const about = wall ? (p > 0.5 ? "> " : "< ") : ""
    make(this.tip, "div", "", fill(words.belief_of, { name: classes[1], p: about + Math.round(100 * p) }))
    if (more && more.beliefs.length > 1) this.tipBeliefs(more.beliefs)
    if (more && more.because.length) this.tipBecause(more.because)
    this.placeTip(this.canvas, at.x + at.tile / 2, at.y)
    if (this.looked.by === "keyboard") this.live.textContent = this.tip.textContent
  }

  tipPicture(position, url) {
    if (url) {
      const image = make(this.tip, "img")
      image.src = address(url)
      image.alt = ""
      return
    }
    const { side, columns } = this.about
    const canvas = make(this.tip, "canvas")
    canvas.width = canvas.height = side
    const source = [(position % columns) * side, Math.floor(position / columns) * side, side, side]
    canvas.getContext("2d").drawImage(this.sheet, ...source, 0, 0, side, side)
  }

  tipBeliefs(beliefs) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    const points = beliefs.map((p, number) => `${(172 * number) / (beliefs.length - 1)},${38 - 36 * p}`)
    svg.innerHTML =
      `<line x1="0" x2="172" y1="20" y2="20" stroke="var(--line)" />` +
      `<polyline points="${points.join(" ")}" fill="none" stroke="var(--st-text-color)" stroke-width="1.5" />`
    this.tip.append(svg)
    make(this.tip, "div", "quiet", fill(this.about.words.beliefs, { name: this.about.classes[1] }))
  }

  // The labelled pictures that pull its opinion most, each with its part of the log odds.
  tipBecause(because) {
    const { words, classes, side, columns } = this.about
    make(this.tip, "div", "quiet", words.because)
    const row = make(this.tip, "div", "row because")
    for (const [picture, label, pull] of because) {
      const one = make(row, "figure")
      const canvas = make(one, "canvas")
      canvas.width = canvas.height = side
      const position = this.positions.get(picture)
      const source = [(position % columns) * side, Math.floor(position / columns) * side, side, side]
      if (position !== undefined) canvas.getContext("2d").drawImage(this.sheet, ...source, 0, 0, side, side)
      const caption = fill(words.pull, { name: classes[label], pull: `${pull < 0 ? "" : "+"}${pull.toFixed(1)}` })
      make(one, "figcaption", label ? "fox-text" : "dog-text", caption)
    }
  }

  placeTip(over, x, y) {
    const [frame, box] = [this.frame.getBoundingClientRect(), over.getBoundingClientRect()]
    const left = box.left - frame.left + x - 95
    this.tip.style.left = `${Math.min(Math.max(0, left), frame.width - 190)}px`
    this.tip.style.top = `${box.top - frame.top + y - this.tip.offsetHeight - 12}px`
    this.frame.style.position = "relative"
  }

  lookAtPoint(point, at) {
    const { now } = this.shown
    this.tip.hidden = point < 0
    if (point < 0) return
    const [labels, accuracy] = now.mine[point]
    const before = point ? now.mine[point - 1][0] : 0
    const asked = now.labels.slice(Math.max(before, this.about.initial), labels)
    const { words, classes } = this.about
    this.tip.replaceChildren()
    if (asked.length === 1 && this.positions.has(asked[0][0])) this.tipPicture(this.positions.get(asked[0][0]))
    make(make(this.tip, "div"), "b", "", fill(words.point, { labels, accuracy: (100 * accuracy).toFixed(1) }))
    const said = asked.length === 1 ? fill(words.asked, { name: classes[asked[0][1]] }) : fill(words.round, { round: point })
    make(this.tip, "div", "quiet", said)
    this.placeTip(this.svg, at.x, at.y)
  }
}
