import type { Page } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { tabThrough } from './reach-focus.ts'
import { SharedSessions } from './shared-sessions.ts'

// What axe does not see: where the focus is, what moves, and what time it is where the reader is.
const timeZone = 'Asia/Tokyo'
const sessions = new SharedSessions({ viewport: { width: 1280, height: 800 }, timezoneId: timeZone })
test.afterAll(() => sessions.stop())

const certificate = '/resources/cert-manager.io/v1/certificates/shop/legacy-www'
const live = async (page: Page): Promise<void> => expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
const pages: readonly [what: string, path: string, ready: (page: Page) => Promise<void>][] = [
  ['Home', '/', page => expect(page.getByRole('region', { name: 'Needs attention', exact: true })).not.toHaveAttribute('aria-busy', 'true')],
  ['a list', '/resources/networking.istio.io/v1/virtualservices', live],
  ['an object', certificate, live],
  [
    'creating one',
    '/resources/cert-manager.io/v1/certificates/new?namespace=shop',
    page => expect(page.getByRole('region', { name: 'Form' }).getByRole('textbox', { name: 'secretName' })).toBeVisible(),
  ],
]

/** Of which the keyboard is looked at alone. */
const more: typeof pages = [
  ['Access', '/access', page => expect(page.getByRole('table', { name: 'What I may do' })).toBeVisible()],
  ['search', '/search?q=reviews', page => expect(page.getByRole('main').getByRole('link', { name: 'reviews', exact: true }).first()).toBeVisible()],
  ['the explorer', '/explorer', page => expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible()],
  ['editing one', `${certificate}/edit`, page => expect(page.getByRole('textbox', { name: /^YAML of / })).toBeVisible()],
  [
    'logs',
    '/resources/apps/v1/deployments/shop/reviews-v1?tab=logs',
    async page => {
      await live(page)
      await expect(page.getByRole('tab', { name: 'Logs' })).toHaveAttribute('aria-selected', 'true')
    },
  ],
]

for (const [what, path, ready] of [...pages, ...more])
  test(`whoever presses Tab sees where they are: ${what}`, async ({ browser }) => {
    const { page, origin } = await sessions.open(browser, 'admin')
    try {
      await page.goto(origin + path)
      await ready(page)
      const skip = page.getByRole('link', { name: 'Skip to the content' })
      await skip.focus()
      const fromTop = await tabThrough(page, 25)
      expect(fromTop.length).toBe(25)
      // Past the rail, where the page itself is.
      await skip.press('Enter')
      const within = await tabThrough(page, 25)
      expect(within.length).toBeGreaterThan(5)
      expect([...fromTop, ...within].filter(({ faults }) => faults.length > 0)).toEqual([])
    } finally {
      await page.close()
    }
  })

test('the first press of Tab leads to the link past the rail', async ({ browser }) => {
  const { page, origin } = await sessions.open(browser, 'admin')
  try {
    for (const [what, path, ready] of pages) {
      await page.goto(origin + path)
      await ready(page)
      await page.keyboard.press('Tab')
      await expect(page.getByRole('link', { name: 'Skip to the content' }), what).toBeFocused()
    }
  } finally {
    await page.close()
  }
})

/** What moves, or would: animations that run, and elements whose styles say that they take longer than anybody could see. */
const motion = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const seconds = (list: string): number => Math.max(...list.split(',').map(time => Number.parseFloat(time) / (time.trim().endsWith('ms') ? 1000 : 1)))
    const nameOf = (element: Element): string => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`
    const running = document
      .getAnimations()
      .filter(animation => animation.playState === 'running' && Number(animation.effect?.getComputedTiming().duration) > 10)
      .map(animation => `runs: ${nameOf((animation.effect as KeyframeEffect).target ?? document.body)}`)
    const styled = [...document.querySelectorAll('*')].flatMap(element =>
      [null, '::before', '::after'].flatMap(pseudo => {
        const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(element, pseudo)
        const isMoving = seconds(transitionDuration) > 0.01 || (animationName !== 'none' && seconds(animationDuration) > 0.01) || scrollBehavior === 'smooth'
        return isMoving ? [`${nameOf(element)}${pseudo ?? ''}`] : []
      }),
    )
    return [...new Set([...running, ...styled])]
  })

test('nothing moves for who wants less motion', async ({ browser }) => {
  test.setTimeout(120_000)
  const { page, origin } = await sessions.open(browser, 'admin')
  const moving: [string, string[]][] = []
  try {
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    await page.goto(origin + certificate)
    await live(page)
    expect(await motion(page), 'what would move otherwise is found').toContainEqual(expect.stringContaining('button'))
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const [what, path, ready] of pages) {
      await page.goto(origin + path)
      moving.push([`${what}, loading`, await motion(page)])
      await ready(page)
      moving.push([what, await motion(page)])
    }
    // A cursor of an editor blinks only where the focus is.
    await page.getByRole('tab', { name: 'YAML' }).click()
    await page.getByRole('textbox', { name: 'YAML of a new Certificate' }).click()
    await expect(page.locator('.cm-focused')).toBeVisible()
    moving.push(['an editor in use', await motion(page)])
    await page.goto(origin + certificate)
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    moving.push(['a dialog', await motion(page)])
  } finally {
    await page.close()
  }
  expect(moving.filter(([, what]) => what.length > 0)).toEqual([])
})

test('a time is told in the reader’s own zone and in UTC', async ({ browser }) => {
  const { page, origin } = await sessions.open(browser, 'admin')
  try {
    const at = kubectl('admin', ['-n', 'shop', 'get', 'certificate', 'legacy-www', '-o', 'jsonpath={.metadata.creationTimestamp}'])
    await page.goto(origin + certificate)
    await live(page)
    const created = page.getByRole('region', { name: 'Metadata' }).locator('time')
    await expect(created).toHaveAttribute('datetime', at)
    await expect(created).toHaveText(/ago$/)
    await created.focus()
    const inZone = (time: string) => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(time))
    const inUtc = (time: string) => `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`
    await expect(page.getByRole('tooltip')).toContainText(`${inZone(at)} (${timeZone})`)
    await expect(page.getByRole('tooltip')).toContainText(inUtc(at))
    expect(inUtc(at)).not.toContain(inZone(at))
    // In tables the row is the stop of the keyboard, and the time is told by the mouse alone.
    const changed = page.getByRole('table', { name: 'Conditions' }).locator('time').first()
    const told = (await changed.getAttribute('datetime')) ?? ''
    await expect(changed).toHaveAttribute('title', `${inZone(told)} (${timeZone})\n${inUtc(told)}`)
  } finally {
    await page.close()
  }
})

test('a dialog takes the focus, keeps it, and gives it back', async ({ browser, virtualService }) => {
  const name = await virtualService('shop')
  const { page, origin } = await sessions.open(browser, 'admin')
  try {
    await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/shop/${name}`)
    await live(page)
    const button = page.getByRole('button', { name: 'Delete', exact: true })
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('textbox')).toBeFocused()
    // Between the last and the first stop the browser itself has the focus, which to a page is its body.
    const where = () => page.evaluate(() => (document.activeElement?.closest('dialog') ? 'dialog' : document.activeElement?.tagName))
    for (const key of ['Tab', 'Shift+Tab']) {
      const been: (string | undefined)[] = []
      for (let press = 0; press < 12; press += 1) {
        await page.keyboard.press(key)
        been.push(await where())
      }
      expect(new Set(been.filter(each => each !== 'BODY')), `${key}: ${been}`).toEqual(new Set(['dialog']))
    }
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await expect(button).toBeFocused()
    expect(kubectl('admin', ['-n', 'shop', 'get', 'virtualservice', name, '-o', 'name'])).toContain(name)
  } finally {
    await page.close()
  }
})
