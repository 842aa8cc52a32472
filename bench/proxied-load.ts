import { benchThroughput } from './throughput.ts'
import { installWidgets, makeWidgets, removeWidgets, widgetName, widgetsPath } from './widgets.ts'

/** Requests per core through the proxy: one object, then a list of 500 (2 MB). */
export async function benchProxiedLoad(): Promise<string> {
  await installWidgets()
  try {
    await makeWidgets(0, 500)
    return [
      await benchThroughput(`${widgetsPath}/${widgetName(0)}`, 'GET one object'),
      await benchThroughput(`${widgetsPath}?limit=500`, 'LIST of 500', { inFlight: 4, warmUp: 50 }),
    ].join('\n\n')
  } finally {
    removeWidgets()
  }
}
