import type { Page } from '@playwright/test'
import { expect } from '../fixtures.ts'
import type { Scene, Stage } from './scene.ts'

type Act = NonNullable<Scene['act']>

/** What is done on a page until a picture is taken of it. */
export const shows =
  (text: string | RegExp): Act =>
  async ({ page }) => {
    await expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible()
  }

export const press =
  (name: string | RegExp, exact = true): Act =>
  async ({ page }) => {
    await page.getByRole('button', { name, exact }).first().click()
  }

export const tab =
  (name: string): Act =>
  async ({ page }) => {
    await page.getByRole('tab', { name }).click()
  }

export const inTurn =
  (...acts: Act[]): Act =>
  async stage => {
    for (const act of acts) await act(stage)
  }

export const dialog = async ({ page }: Stage): Promise<void> => {
  await expect(page.getByRole('dialog').first()).toBeVisible()
}

export const live = async ({ page }: Stage): Promise<void> => {
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
}

/** Keys do nothing before the page runs; its search is among what runs last. */
export const pressKeys =
  (keys: string): Act =>
  async ({ page }) => {
    await page.waitForFunction(() => Object.keys(document.querySelector('header button[aria-keyshortcuts]') ?? {}).some(key => key.startsWith('__reactProps$')))
    await page.keyboard.press(keys)
  }

export const goTo =
  (text: string): Act =>
  async stage => {
    await pressKeys('Control+k')(stage)
    await stage.page.getByRole('combobox', { name: 'Go to' }).fill(text)
  }

/** What a page loads from now on does not come. */
export const cutScripts = async ({ page }: Stage): Promise<void> => {
  await page.route(/\/_next\/.*\.js/, route => route.abort())
}

export const viewAs =
  (user: string): Act =>
  async ({ page }) => {
    await page.getByLabel('User', { exact: true }).fill(user)
    await page.getByRole('button', { name: 'View as' }).click()
  }

export const banner = (page: Page) => page.getByRole('region', { name: 'View as', exact: true })

/** Runs an operation in the explorer. */
export const explore =
  (operation: string): Act =>
  async ({ page }) => {
    for (const [editor, text] of [
      ['Operation', operation],
      ['Variables', '{}'],
    ] as const) {
      await page.getByRole('textbox', { name: editor }).click()
      await page.keyboard.press('Control+A')
      await page.keyboard.insertText(text)
    }
    await page.getByRole('button', { name: 'Run', exact: true }).click()
  }

/**
 * Before a page is opened: of its document comes what is sent at once, and nothing that is read meanwhile, nor what would ask for it. `place`:
 * what stands there until then; a document where the cluster was quicker is asked for again.
 */
export const withholdTheRest =
  (place: string): Act =>
  async ({ page }) => {
    await page.route(/\/_next\/.*\.js/, route => route.abort())
    await page.route(/\/resources\/|\/$/, async route => {
      if (route.request().resourceType() !== 'document') return route.fallback()
      for (let times = 1; ; times += 1) {
        const response = await route.fetch()
        const [atOnce = ''] = (await response.text()).split('<div hidden id="S:')
        if (atOnce.includes(place) || times === 10) return route.fulfill({ response, body: atOnce })
      }
    })
  }
