// The crowd: every picture of the pool as a small tile on one canvas, standing where the machine believes it.

const SECONDS = 0.5
const SHARE = 1.35 // room for so many tiles as there are pictures, so that columns show
const EDGE = 0.2 // of a tile's side, the coloured lower edge

const eased = (t) => (t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2) // slow in, slow out
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches

// The size of a tile, in px, and how many columns and rows of them fit.
export function grid(width, height, count) {
  let tile = 44
  while (tile > 6 && Math.floor(width / tile) * Math.floor(height / tile) < count * SHARE) tile -= 1
  return { tile, columns: Math.floor(width / tile), rows: Math.floor(height / tile) }
}

// Where each picture stands by its log odds (-124 to 124): columns from the left, filled from the bottom; what does not
// fit goes to the next column outwards, or inwards at the wall. `asked` stands at the bottom of the middle, and guests, by
// their places, on top of their columns: their seats.
export function byBelief(places, asked, width, height, guests = []) {
  const { tile, columns, rows } = grid(width, height, places.length)
  const filled = new Array(columns).fill(0)
  const x = new Float32Array(places.length)
  const y = new Float32Array(places.length)
  const stand = (picture, column) => {
    x[picture] = (width - columns * tile) / 2 + column * tile
    y[picture] = height - (++filled[column]) * tile
  }
  const middle = Math.floor(columns / 2)
  if (asked >= 0) stand(asked, middle)
  const order = [...places.keys()].filter((one) => one !== asked)
  order.sort((a, b) => Math.abs(places[a]) - Math.abs(places[b]) || a - b)
  for (const picture of order) {
    const wanted = Math.round(((places[picture] + 124) / 248) * (columns - 1))
    const outwards = wanted < middle ? -1 : 1
    let column = wanted
    while (filled[column] >= rows && column + outwards >= 0 && column + outwards < columns) column += outwards
    while (filled[column] >= rows && column - outwards >= 0 && column - outwards < columns) column -= outwards
    stand(picture, column)
  }
  const seats = guests.map((place) => {
    const column = Math.round(((place + 124) / 248) * (columns - 1))
    return { x: (width - columns * tile) / 2 + column * tile, y: height - (++filled[column]) * tile }
  })
  return { x, y, tile, seats }
}

// Where each picture stands by what the machine sees in it: two axes, -127 to 127 each.
export function bySight(axes, width, height) {
  const count = axes[0].length
  const tile = Math.min(26, grid(width, height, count).tile)
  const at = (axis, room) => Float32Array.from(axis, (one) => ((one + 127) / 254) * (room - tile))
  return { x: at(axes[0], width), y: at(axes[1], height).map((one) => height - tile - one), tile }
}

export class Crowd {
  constructor(canvas, about, sheet, onLook, onChoose) {
    Object.assign(this, { canvas, about, sheet, onLook, onChoose })
    this.colours = { 0: "blue", 1: "orange", text: "black" }
    this.truth = false
    this.layout = "belief"
    this.picked = -1
    this.places = new Int8Array(about.pictures.length)
    this.labels = new Map()
    this.asked = -1
    this.guests = [] // pictures that are not of the pool: { image, place }
    this.resized = new ResizeObserver(() => this.place(false))
    this.resized.observe(canvas)
    canvas.onpointermove = (event) => this.pick(this.under(event), event.pointerType)
    canvas.onpointerdown = (event) => this.pick(this.under(event), event.pointerType)
    canvas.onclick = (event) => this.under(event) >= 0 && onChoose(this.under(event))
    canvas.onpointerleave = (event) => event.pointerType === "mouse" && this.pick(-1)
    canvas.onblur = () => this.pick(-1)
    canvas.onkeydown = (event) => this.walk(event)
  }

  remove() {
    this.resized.disconnect()
    cancelAnimationFrame(this.frame)
  }

  // New beliefs: places Int8Array, labels Map position -> label, asked a position or -1.
  update(places, labels, asked) {
    const moves = asked !== this.asked || places.some((one, position) => one !== this.places[position])
    Object.assign(this, { places, labels, asked })
    if (moves || !this.to) this.place(Boolean(this.to))
    else this.paint()
  }

  invite(guests) {
    this.guests = guests
    if (this.to) this.place(true)
  }

  place(moving) {
    const { clientWidth: width, clientHeight: height } = this.canvas
    if (!width || !height) return
    const scale = Math.min(devicePixelRatio || 1, 2)
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale)
      this.canvas.height = Math.round(height * scale)
    }
    this.scale = scale
    const to =
      this.layout === "sight" && this.about.axes
        ? bySight(this.about.axes, width, height)
        : byBelief(this.places, this.asked, width, height, this.guests.map((guest) => guest.place))
    const from = moving && !still() ? this.now() : null
    this.from = from && from.x.length === to.x.length ? from : to
    this.to = to
    this.shrink(to.tile)
    this.began = performance.now()
    cancelAnimationFrame(this.frame)
    this.tick(this.began)
  }

  // The sheet with tiles of the size in which they are drawn, in device pixels.
  shrink(tile) {
    const side = Math.max(1, Math.round((tile - (tile > 14 ? 1 : 0.5)) * this.scale))
    if (this.small?.side === side) return void (this.small.tile = tile)
    const { columns, pictures, side: whole } = this.about
    const canvas = document.createElement("canvas")
    canvas.width = columns * side
    canvas.height = Math.ceil(pictures.length / columns) * side
    const pen = canvas.getContext("2d")
    pen.imageSmoothingQuality = "high"
    for (let position = 0; position < pictures.length; position++) {
      const [column, row] = [position % columns, Math.floor(position / columns)]
      pen.drawImage(this.sheet, column * whole, row * whole, whole, whole, column * side, row * side, side, side)
    }
    this.small = { canvas, side, tile }
  }

  // Where everything is at this moment.
  now(time = performance.now()) {
    if (!this.to) return null
    const share = this.from === this.to ? 1 : Math.min(1, Math.max(0, (time - this.began) / 1000 / SECONDS))
    if (share >= 1) return this.to
    const t = eased(share)
    const between = (axis) => this.from[axis].map((one, position) => one + (this.to[axis][position] - one) * t)
    return { x: between("x"), y: between("y"), tile: this.from.tile + (this.to.tile - this.from.tile) * t, moving: true }
  }

  tick(time) {
    this.at = this.now(time)
    this.paint()
    if (this.at.moving) this.frame = requestAnimationFrame((next) => this.tick(next))
  }

  paint() {
    if (!this.at) return
    const pen = this.canvas.getContext("2d")
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0)
    pen.clearRect(0, 0, this.canvas.clientWidth, this.canvas.clientHeight)
    for (let position = 0; position < this.at.x.length; position++) {
      if (position !== this.asked && position !== this.picked) this.tilePaint(pen, position, 1)
    }
    if (this.asked >= 0) this.tilePaint(pen, this.asked, 1.7, true)
    this.guests.forEach(({ image }, number) => image.naturalWidth && this.guestPaint(pen, image, this.to.seats?.[number]))
    if (this.picked >= 0 && this.picked !== this.asked) this.tilePaint(pen, this.picked, 1.7, true)
  }

  guestPaint(pen, image, seat) {
    if (!seat) return // by sight they have none
    const { tile } = this.to
    const size = Math.max(26, 1.7 * tile)
    const x = Math.min(Math.max(0, seat.x - (size - tile) / 2), this.canvas.clientWidth - size)
    const y = Math.min(Math.max(0, seat.y - (size - tile)), this.canvas.clientHeight - size)
    pen.drawImage(image, x, y, size, size)
    pen.lineWidth = 2.5
    for (const [colour, dashes] of [["#fff", []], ["#111", [4, 4]]]) {
      pen.strokeStyle = colour
      pen.setLineDash(dashes)
      pen.strokeRect(x + 1, y + 1, size - 2, size - 2)
    }
    pen.setLineDash([])
  }

  tilePaint(pen, position, larger, framed) {
    const { tile } = this.at
    const { side, columns } = this.about
    const size = tile * larger
    const x = Math.min(Math.max(0, this.at.x[position] - (size - tile) / 2), this.canvas.clientWidth - size)
    const y = Math.min(Math.max(0, this.at.y[position] - (size - tile)), this.canvas.clientHeight - size)
    const gap = tile > 14 ? 1 : 0.5
    if (larger === 1 && this.small?.tile === this.to.tile) {
      const small = this.small.side // the same picture, already of this size: ten times as fast
      const source = [(position % columns) * small, Math.floor(position / columns) * small, small, small]
      const at = [x, y].map((one) => Math.round(one * this.scale) / this.scale)
      pen.drawImage(this.small.canvas, ...source, ...at, small / this.scale, small / this.scale)
    } else {
      const source = [(position % columns) * side, Math.floor(position / columns) * side, side, side]
      pen.drawImage(this.sheet, ...source, x, y, size - gap, size - gap)
    }
    const label = this.labels.get(position)
    const shown = label ?? (this.truth ? this.about.truth[position] : undefined)
    if (shown !== undefined) {
      pen.fillStyle = this.colours[shown]
      const edge = Math.max(3, tile * EDGE)
      pen.fillRect(x, y + size - gap - edge, size - gap, edge)
    }
    if (label !== undefined) this.mark(pen, x, y, size - gap, label)
    if (framed) {
      pen.strokeStyle = this.colours.text
      pen.lineWidth = 2.5
      pen.strokeRect(x, y, size - gap, size - gap)
    }
  }

  // A label is a frame and, for those who do not see its colour, a shape: a triangle for the second class, else a disc.
  mark(pen, x, y, size, label) {
    pen.strokeStyle = this.colours[label]
    pen.lineWidth = 2
    pen.strokeRect(x + 1, y + 1, size - 2, size - 2)
    const r = Math.max(3, size * 0.2)
    pen.beginPath()
    if (label === 1) pen.moveTo(x + 1, y + 1 + 2 * r), pen.lineTo(x + 1 + r, y + 1), pen.lineTo(x + 1 + 2 * r, y + 1 + 2 * r)
    else pen.arc(x + 1 + r, y + 1 + r, r, 0, 7)
    pen.fillStyle = this.colours[label]
    pen.strokeStyle = "#fff"
    pen.lineWidth = 1
    pen.fill()
    pen.stroke()
  }

  under(event) {
    const box = this.canvas.getBoundingClientRect()
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    const { at } = this
    if (!at) return -1
    for (let position = at.x.length - 1; position >= 0; position--) {
      const [dx, dy] = [x - at.x[position], y - at.y[position]]
      if (dx >= 0 && dy >= 0 && dx < at.tile && dy < at.tile) return position
    }
    return -1
  }

  // By keyboard: the arrows walk from picture to picture in the order of belief.
  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: 10, ArrowDown: -10 }[event.key]
    if (event.key === "Escape") this.pick(-1)
    if (event.key === "Enter" && this.picked >= 0) this.onChoose(this.picked)
    if (!step) return
    event.preventDefault()
    const order = [...this.places.keys()].sort((a, b) => this.places[a] - this.places[b] || a - b)
    const now = order.indexOf(this.picked >= 0 ? this.picked : this.asked)
    this.pick(order[Math.min(order.length - 1, Math.max(0, now + step))], "keyboard")
  }

  pick(position, by) {
    if (position === this.picked) return
    this.picked = position
    this.paint()
    this.onLook(position, by, position < 0 ? null : { x: this.at.x[position], y: this.at.y[position], tile: this.at.tile })
  }
}
