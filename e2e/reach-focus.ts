import type { Page } from '@playwright/test'

/** Where a press of Tab led: what has the focus, and what is wrong with how that shows. */
export type Stop = { what: string; faults: string[] }

/** Presses Tab so often, and says where each led. Ends early where the page has no more. */
export async function tabThrough(page: Page, presses: number): Promise<Stop[]> {
  const stops: Stop[] = []
  for (let press = 0; press < presses; press += 1) {
    // An editor keeps Tab for itself until Escape.
    if (await page.evaluate(() => document.activeElement?.closest('.cm-editor') != null)) await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    // An editor shows its focus a moment after it has it.
    await page.waitForFunction(() => document.activeElement?.closest('.cm-editor:not(.cm-focused)') == null)
    const stop = await page.evaluate(lookAtFocus)
    if (stop === null) break
    stops.push(stop)
  }
  return stops
}

/** Runs in the page. Null where nothing has the focus. */
function lookAtFocus(): Stop | null {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body) return null
  const look = () => {
    const shown = element.closest('.cm-editor') ?? element
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(shown)
    const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && !/, 0\)$|^transparent$/.test(outlineColor)
    return { isOutlined, rest: JSON.stringify([boxShadow, borderColor, backgroundColor]) }
  }
  const faults: string[] = []
  const focused = look()
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect()
  if (width < 1 || height < 1) faults.push('has no size')
  if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight) faults.push('is outside the window')
  else {
    // Something of it is not behind anything else, nor cut off by what scrolls around it (WCAG 2.2, 2.4.11).
    const [x0, x1, y0, y1] = [Math.max(left, 0), Math.min(right, innerWidth), Math.max(top, 0), Math.min(bottom, innerHeight)]
    const isSeen = [0.05, 0.25, 0.5, 0.75, 0.95].some(x =>
      [0.1, 0.5, 0.9].some(y => {
        const hit = document.elementFromPoint(x0 + x * (x1 - x0), y0 + y * (y1 - y0))
        return hit !== null && (element.contains(hit) || (hit.contains(element) && hit.closest('label') !== null))
      }),
    )
    if (!isSeen) faults.push('is behind something')
  }
  if (!focused.isOutlined) {
    element.blur()
    const rest = look().rest
    // Where the focus was is where Tab goes on.
    element.focus()
    if (rest === focused.rest) faults.push('does not show that it has the focus')
  }
  const name = element.ariaLabel ?? element.textContent?.trim().slice(0, 40)
  return { what: `${element.tagName.toLowerCase()} ${JSON.stringify(name)}`, faults }
}
