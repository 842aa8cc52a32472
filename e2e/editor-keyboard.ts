import { expect, type Page } from '@playwright/test'

type Place = { name: string; group: string }

/** More controls than any form of these specs has. */
const furthest = 80

/** What has the focus: what it is called, and the nearest group of the form around it. */
export function focusedPlace(page: Page): Promise<Place> {
  return page.evaluate(() => {
    const focused = document.activeElement
    if (!(focused instanceof HTMLElement) || focused === document.body) return { name: 'nothing', group: '' }
    const labels = 'labels' in focused ? [...((focused.labels as NodeListOf<HTMLElement> | null) ?? [])].map(label => label.textContent) : []
    const name = focused.getAttribute('aria-label') ?? labels[0] ?? focused.textContent ?? ''
    return { name: name.replace('*', '').trim(), group: focused.closest('fieldset')?.getAttribute('aria-label') ?? '' }
  })
}

/**
 * Goes with Tab, or another key, to what is called so, in the group of the form where one is named. Every stop on the way has the focus and looks
 * otherwise than without it.
 */
export async function goTo(page: Page, name: string, { group, key = 'Tab' }: { group?: string; key?: 'Tab' | 'Shift+Tab' } = {}): Promise<void> {
  const passed: string[] = []
  while (passed.length < furthest) {
    await page.keyboard.press(key)
    const place = await focusedPlace(page)
    await expectVisible(page, place)
    if (place.name === name && (group === undefined || place.group === group)) return
    passed.push(place.name)
  }
  expect(passed, `${key} comes to ${name}`).toContain(name)
}

async function expectVisible(page: Page, { name }: Place): Promise<void> {
  // CodeMirror shows its focus a moment after it has it.
  await expect.poll(() => page.evaluate(isFocusVisible), `the focus is on something, and can be seen, at ${name}`).toBe(true)
}

/** Whether what has the focus looks otherwise than without it. */
function isFocusVisible(): boolean {
  // Around a text of CodeMirror it is the editor that shows the focus.
  const focused = document.activeElement?.closest('.cm-editor') ?? document.activeElement
  if (!(focused instanceof HTMLElement) || focused === document.body) return false
  const lookOf = (element: HTMLElement): string => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element)
    return JSON.stringify([outlineStyle, outlineWidth, outlineColor, boxShadow])
  }
  // Another element of the same kind and classes looks as this one does without the focus, which stays where it is.
  const twin = focused.cloneNode(false) as HTMLElement
  twin.removeAttribute('id')
  twin.classList.remove('cm-focused')
  focused.after(twin)
  const isVisible = lookOf(focused) !== lookOf(twin)
  twin.remove()
  return isVisible
}
