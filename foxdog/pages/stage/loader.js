// All that goes over the wire with each drawing: it loads the stage's modules, which the browser keeps, and hands on.
export default async (component) => {
  const [data] = component.data
  const [stage, crowd, curve] = await Promise.all(
    data.modules.map((path) => import(new URL(path, document.baseURI).href)),
  )
  return stage.draw({ ...component, data }, { ...crowd, ...curve })
}
