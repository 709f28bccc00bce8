// A picture as the net sees it, and a patch that a person moves over it. What the net believes with the patch at each
// place came with the picture, so that nothing is asked of the server while the patch moves.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] } // rows and columns
const DENSEST = 0.85 // of the map's colour, where a patch changes most

const patches = new WeakMap()

export function draw(component) {
  let patch = patches.get(component.parentElement)
  if (!patch) patches.set(component.parentElement, (patch = new Patch(component)))
  const turn = ++patch.turn
  patch.receive(component.data)
  return () => {
    if (patch.turn !== turn) return // a later drawing has taken over
    patch.frame.remove()
    patch.style.remove()
    patches.delete(component.parentElement)
  }
}

const address = (path) => new URL(path, document.baseURI).href
const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name])
const percent = (p) => Math.round(100 * p)

function make(parent, name, className = "", text = "") {
  const one = document.createElement(name)
  if (className) one.className = className
  if (text) one.textContent = text
  parent.append(one)
  return one
}

class Patch {
  constructor(component) {
    this.turn = 0 // the number of the last drawing
    this.at = null // [row, column] of the patch's middle cell
    this.mapped = false
    this.style = make(component.parentElement, "link")
    this.style.rel = "stylesheet"
    this.style.href = address(component.data.style)
    this.build(component.parentElement)
  }

  build(root) {
    this.frame = make(root, "div", "eyes")
    this.original = make(make(this.figure(), "div", "frame"), "img")
    const net = (this.net = make(this.figure(), "div", "frame net"))
    net.tabIndex = 0
    net.setAttribute("role", "application")
    this.pixels = make(net, "canvas", "pixels")
    this.map = make(net, "canvas")
    this.outline = make(net, "i")
    net.onpointerdown = net.onpointermove = (event) => this.place(this.under(event))
    net.onpointerleave = (event) => event.pointerType === "mouse" && this.place(null)
    net.onkeydown = (event) => this.key(event)

    const told = make(this.frame, "div", "told")
    this.sentence = make(told, "p")
    const belief = make(told, "div")
    this.p = make(belief, "div", "p")
    const scale = make(belief, "div", "scale")
    this.base = make(scale, "i", "base")
    this.now = make(scale, "i", "now")
    const ends = make(belief, "div", "ends quiet")
    this.ends = [make(ends, "span", "dog-text"), make(ends, "span", "fox-text")]
    this.without = make(belief, "div", "quiet")
    const row = make(told, "div", "row")
    this.switch = make(row, "button")
    this.switch.onclick = () => ((this.mapped = !this.mapped), this.show())
    this.lift = make(row, "button")
    this.lift.onclick = () => this.place(null)
    this.legend = make(told, "div", "legend quiet")
    this.live = make(told, "div", "only-read")
    this.live.setAttribute("aria-live", "polite")
  }

  figure() {
    const figure = make(this.frame, "figure")
    this.captions = [...(this.captions ?? []), figure]
    return figure
  }

  // From the server

  receive(data) {
    this.data = data
    const { words, classes } = data
    this.across = data.side / data.cell
    this.original.src = address(data.original)
    this.original.alt = words.original
    this.net.setAttribute("aria-label", words.net)
    this.captions.forEach((figure, number) => {
      const caption = figure.querySelector("figcaption") ?? make(figure, "figcaption", "quiet")
      caption.textContent = [words.original, words.seen][number]
    })
    this.sentence.textContent = words.sentence
    this.switch.textContent = words.map
    this.lift.textContent = words.lift
    this.ends.forEach((end, label) => (end.textContent = classes[label]))
    if (this.shown === data.pixels) return this.show()
    const image = new Image()
    image.onload = () => {
      if (this.data !== data) return // a newer picture came meanwhile
      this.shown = data.pixels
      this.image = image
      this.show()
    }
    image.src = data.pixels
  }

  // What the person does

  under(event) {
    const box = this.net.getBoundingClientRect()
    const cell = (share) => Math.min(this.across - 1, Math.max(0, Math.floor(share * this.across)))
    return [cell((event.clientY - box.top) / box.height), cell((event.clientX - box.left) / box.width)]
  }

  key(event) {
    const step = STEPS[event.key]
    if (event.ctrlKey || event.metaKey || event.altKey || !(step || event.key === "Escape")) return
    event.preventDefault()
    const middle = Math.floor(this.across / 2)
    const inside = (one) => Math.min(this.across - 1, Math.max(0, one))
    if (!step) this.place(null)
    else this.place(this.at ? this.at.map((one, axis) => inside(one + step[axis])) : [middle, middle])
    this.say()
  }

  place(at) {
    if (String(at) === String(this.at)) return
    this.at = at
    this.show()
  }

  // What is on screen

  believed() {
    return this.at ? this.data.p[1 + this.at[0] * this.across + this.at[1]] : this.data.p[0]
  }

  show() {
    if (!this.image) return
    const { classes, words, p } = this.data
    this.paint()
    this.paintMap()
    const now = this.believed()
    this.p.textContent = fill(words.belief, { name: classes[1], p: percent(now) })
    this.now.style.left = `${100 * now}%`
    this.base.style.left = `${100 * p[0]}%`
    this.without.textContent = fill(this.at ? words.without : words.bare, { p: percent(p[0]) })
    this.lift.disabled = !this.at
    this.switch.setAttribute("aria-pressed", this.mapped)
  }

  paint() {
    const { side, cell, patch, grey } = this.data
    this.pixels.width = this.pixels.height = side
    const pen = this.pixels.getContext("2d")
    pen.drawImage(this.image, 0, 0)
    this.outline.hidden = !this.at
    if (!this.at) return
    const [top, left] = this.at.map((one) => one * cell - (patch - cell) / 2)
    pen.fillStyle = `rgb(${grey} ${grey} ${grey})`
    pen.fillRect(left, top, patch, patch)
    const [above, below] = [Math.max(0, top), Math.min(side, top + patch)]
    const [before, behind] = [Math.max(0, left), Math.min(side, left + patch)]
    const share = (one) => `${(100 * one) / side}%`
    const box = { top: above, left: before, height: below - above, width: behind - before }
    for (const [name, value] of Object.entries(box)) this.outline.style[name] = share(value)
  }

  // Each cell in the colour of the class that it speaks for: when it is covered, the net believes less in this class.
  paintMap() {
    const { p, classes, words } = this.data
    const changes = p.slice(1).map((one) => p[0] - one)
    const most = [Math.max(0, ...changes.map((one) => -one)), Math.max(0, ...changes)] // for each class
    this.map.hidden = this.legend.hidden = !this.mapped
    this.net.classList.toggle("mapped", this.mapped)
    if (!this.mapped) return
    this.map.width = this.map.height = this.across
    const pen = this.map.getContext("2d")
    const colours = ["--dog", "--fox"].map((name) => getComputedStyle(this.frame).getPropertyValue(name))
    changes.forEach((change, number) => {
      pen.fillStyle = colours[Number(change > 0)]
      pen.globalAlpha = (DENSEST * Math.abs(change)) / Math.max(...most, 0.02)
      pen.fillRect(number % this.across, Math.floor(number / this.across), 1, 1)
    })
    this.legend.replaceChildren()
    for (const label of [1, 0]) {
      const line = make(this.legend, "div")
      make(line, "b").style.background = colours[label]
      const values = { name: classes[label], first: classes[1], most: percent(most[label]) }
      make(line, "span", "", fill(words[label ? "speaks_up" : "speaks_down"], values))
    }
  }

  say() {
    const { classes, words } = this.data
    const values = { name: classes[1], p: percent(this.believed()), across: this.across }
    if (this.at) [values.row, values.column] = this.at.map((one) => one + 1)
    this.live.textContent = fill(this.at ? words.said : words.lifted, values)
  }
}
