import type { Page } from '@playwright/test'

/** Milliseconds from the start of the page's navigation to its first contentful paint, waited for if it is still to come. */
export function firstContentfulPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>(resolve =>
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') resolve(entry.startTime)
        }).observe({ type: 'paint', buffered: true }),
      ),
  )
}
