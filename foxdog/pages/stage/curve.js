// The learning curve, as an SVG that grows point by point.

const NAMES = "http://www.w3.org/2000/svg"

function element(parent, name, attributes, text) {
  const one = document.createElementNS(NAMES, name)
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value)
  if (text !== undefined) one.textContent = text
  parent.append(one)
  return one
}

const percent = (share, digits = 0) => `${(100 * share).toFixed(digits)} %`

// curve: { mine, random, other: [[labels, accuracy], ...] by round, the accuracy null where the server is still
//   learning the round again, ceiling: number | null, first, last: labels,
//   choosing: whether mine is the person's and other the machine's, band: { seeds, asking, random: [[labels, low,
//   high], ...] } | null, words: {...}, past: the number of the round that is looked at, or -1 }
export function drawCurve(svg, curve, onPoint) {
  const { width, height } = svg.getBoundingClientRect()
  svg.replaceChildren()
  if (width < 50 || height < 50) return
  const { ceiling, choosing, band, first, last, words, past } = curve
  const learned = (points) => points.filter(([, accuracy]) => accuracy !== null)
  const [mine, random, other] = [curve.mine, curve.random, curve.other].map(learned)
  const all = [...mine, ...random, ...other].map((point) => point[1])
  const low = Math.floor(20 * Math.min(0.5, ...all)) / 20
  const em = 0.82 * parseFloat(getComputedStyle(svg).fontSize)
  const box = { left: 3.6 * em, right: width - 10.4 * em, top: em, bottom: height - 2.6 * em }
  const x = (labels) => box.left + ((labels - first) / Math.max(1, last - first)) * (box.right - box.left)
  const y = (accuracy) => box.bottom - ((accuracy - low) / (1 - low)) * (box.bottom - box.top)

  const step = height < 200 ? 0.2 : 0.1
  for (let tick = Math.ceil(low / step - 1e-9) * step; tick < 1.001; tick += step) {
    element(svg, "line", { x1: box.left, x2: box.right, y1: y(tick), y2: y(tick), stroke: "var(--line)" })
    element(svg, "text", { x: box.left - 6, y: y(tick) + 0.3 * em, "text-anchor": "end" }, percent(tick))
  }
  const ticks = [first, Math.round((first + last) / 2), last]
  ticks.forEach((labels) =>
    element(svg, "text", { x: x(labels), y: box.bottom + 1.2 * em, "text-anchor": "middle" }, String(labels)),
  )
  const below = band ? `${words.labels} (${words.band.replace("{seeds}", band.seeds)})` : words.labels
  const across = element(svg, "text", { x: (box.left + box.right) / 2, y: box.bottom + 2.3 * em, "text-anchor": "middle" }, below)
  if (band) element(across, "title", {}, words.band_help)

  if (ceiling !== null) {
    const at = y(ceiling)
    element(svg, "line", {
      x1: box.left, x2: box.right, y1: at, y2: at, stroke: "var(--ceiling)", "stroke-dasharray": "6 5", "stroke-width": 1.5,
    })
  }
  // No further than the run has come, so that it gives nothing away.
  const sofar = (points) => points.filter(([labels]) => labels <= (mine.at(-1)?.[0] ?? 0))
  const area = (points, colour) => {
    if (points.length < 2) return
    const upper = points.map(([labels, , high]) => `${x(labels)} ${y(high)}`)
    const lower = points.map(([labels, low]) => `${x(labels)} ${y(low)}`).reverse()
    element(svg, "path", { d: `M${[...upper, ...lower].join("L")}Z`, fill: colour, opacity: 0.16 })
  }
  if (band) {
    area(sofar(band.random), "var(--random)")
    area(sofar(band.asking), "var(--asking-band)")
  }
  const line = (points, colour, thick) => {
    const path = points.map(([labels, accuracy], number) => `${number ? "L" : "M"}${x(labels)} ${y(accuracy)}`).join("")
    element(svg, "path", { d: path, fill: "none", stroke: colour, "stroke-width": thick, "stroke-linejoin": "round" })
    for (const point of points.length > 60 ? points.slice(-1) : points) {
      element(svg, "circle", { cx: x(point[0]), cy: y(point[1]), r: thick, fill: colour })
    }
  }
  line(random, "var(--random)", 2)
  const [asking, you] = ["var(--st-text-color)", "var(--you)"]
  const [mineColour, otherColour] = choosing ? [you, asking] : [asking, you]
  line(other, otherColour, 2)
  line(mine, mineColour, 3)
  if (mine.length) {
    const [labels, accuracy] = learned(curve.mine.slice(past, past + 1))[0] ?? mine.at(-1)
    element(svg, "circle", { cx: x(labels), cy: y(accuracy), r: 6, fill: mineColour })
  }

  // Direct labels, moved apart where they would cover one another. Of a curve that ends before another one they say
  // where, so that nobody reads its end as final.
  const names = []
  const furthest = Math.max(...[...mine, ...random, ...other].map(([labels]) => labels))
  const name = (points, of, colour, help) => {
    if (!points.length) return
    const [labels, accuracy] = points.at(-1)
    const end = `${of} ${percent(accuracy, 1)}`
    const text = labels < furthest ? words.so_far.replace("{end}", end).replace("{labels}", labels) : end
    names.push([y(accuracy), text, colour, help])
  }
  if (ceiling !== null) names.push([y(ceiling), `${words.ceiling} ${percent(ceiling, 1)}`, "var(--ceiling)", words.ceiling_help])
  name(random, words.random, "var(--random)", words.random_help)
  name(other, words.other, otherColour, words.other_help)
  name(mine, words.mine, mineColour, words.mine_help)
  names.sort((a, b) => a[0] - b[0])
  const lineHeight = 1.25 * em
  let above = box.top - lineHeight
  names.forEach(([at, text, colour, help], number) => {
    const lowest = box.bottom - (names.length - 1 - number) * lineHeight
    above = Math.min(Math.max(at, above + lineHeight), lowest)
    const written = element(svg, "text", { x: box.right + 0.6 * em, y: above + 0.3 * em, style: `fill:${colour};font-weight:600` }, text)
    element(written, "title", {}, help)
  })

  svg.onpointermove = (event) => {
    const place = event.clientX - svg.getBoundingClientRect().left
    if (place > box.right + em) return onPoint(-1) // there are names, which explain themselves
    const nearest = mine.reduce((best, point, number) =>
      Math.abs(x(point[0]) - place) < Math.abs(x(mine[best]?.[0] ?? 1e9) - place) ? number : best, 0)
    if (mine.length) onPoint(curve.mine.indexOf(mine[nearest]), { x: x(mine[nearest][0]), y: y(mine[nearest][1]) })
  }
  svg.onpointerleave = () => onPoint(-1)
}
