import { expect, type Locator, type Page } from '@playwright/test'

/** What a hand on the keyboard does to get somewhere; fails where that cannot be reached so. */
export async function pressUntilFocused(page: Page, key: string, aim: Locator): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    if (await aim.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  await expect(aim).toBeFocused()
}

/** That it has the focus and a mark of it, and nothing over it. */
export async function expectFocusSeen(aim: Locator): Promise<void> {
  await expect(aim).toBeFocused()
  await expect(aim).toHaveCSS('outline-style', 'solid')
  await expect(aim).toHaveCSS('outline-width', '2px')
  await expect(aim).toBeInViewport({ ratio: 1 })
  await expect.poll(() => isUncovered(aim)).toBe(true)
}

/** Whether nothing stands over it, neither over its upper edge nor over its lower one. */
export function isUncovered(aim: Locator): Promise<boolean> {
  return aim.evaluate(element => {
    const { left, top, bottom } = element.getBoundingClientRect()
    return [top + 1, bottom - 1].every(y => document.elementFromPoint(left + 2, y) === element)
  })
}
