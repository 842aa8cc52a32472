import type { Page } from '@playwright/test'
import { german } from '../lib/texts/german.ts'
import { expect, test } from './fixtures.ts'
import { loadAxe, violations } from './gallery/axe.ts'
import { overflow } from './gallery/overflow.ts'
import { SharedSessions } from './shared-sessions.ts'

// On a phone: what is done by touch alone, what axe finds, and whether German, whose words are longer, finds room.
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, reducedMotion: 'reduce' } as const
const sessions = new SharedSessions(phone)
const germanSessions = new SharedSessions({ ...phone, locale: 'de-CH' })
test.afterAll(async () => {
  await sessions.stop()
  await germanSessions.stop()
})

const list = '/resources/networking.istio.io/v1/virtualservices'
const de = (text: keyof typeof german): string => german[text] ?? 'missing'

test('an object is found by way of the rail, edited and deleted by touch alone', async ({ browser, kube, virtualService }) => {
  const name = await virtualService('shop')
  const stored = () => kube.ask(`/apis/networking.istio.io/v1/namespaces/shop/virtualservices/${name}`)
  const { page, origin } = await sessions.open(browser, 'editor')
  const button = (text: string) => page.getByRole('button', { name: text, exact: true })
  try {
    await page.goto(`${origin}/?namespace=shop`)
    await button('Kinds').tap()
    const rail = page.getByRole('navigation', { name: 'Kinds' })
    await rail.getByRole('link', { name: 'VirtualService', exact: true }).tap()
    await expect(page).toHaveURL(url => url.pathname === list)
    await expect(rail, 'the rail makes room for the page').toBeHidden()
    await page.getByRole('link', { name, exact: true }).tap()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

    await button('Edit').tap()
    await page.getByRole('tab', { name: 'Form' }).tap()
    const host = page.getByRole('region', { name: 'Form' }).getByRole('group', { name: 'hosts', exact: true }).getByRole('textbox').first()
    await host.tap()
    await expect(host).toBeFocused()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText('by-touch.example')
    await button('Review changes').tap()
    await expect(page.getByRole('table', { name: 'Changes' })).toContainText('by-touch.example')
    await button('Save').tap()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    expect((await stored()).json).toMatchObject({ spec: { hosts: ['by-touch.example'] } })

    await button('Delete').tap()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').tap()
    await page.keyboard.insertText(name)
    await dialog.getByRole('button', { name: 'Delete' }).tap()
    await expect(page).toHaveURL(url => url.pathname === list)
    expect((await stored()).status).toBe(404)
  } finally {
    await page.close()
  }
})

const isLive = (page: Page) => expect(page.getByRole('status', { name: de('Live state') })).toHaveText(de('Live'))
const pages: readonly [what: string, path: string, ready: (page: Page) => Promise<void>][] = [
  ['Home', '/', page => expect(page.getByRole('region', { name: de('Needs attention'), exact: true })).not.toHaveAttribute('aria-busy', 'true')],
  ['a list', list, isLive],
  ['an object', '/resources/cert-manager.io/v1/certificates/shop/legacy-www', isLive],
  [
    'creating one',
    '/resources/cert-manager.io/v1/certificates/new?namespace=shop',
    page => expect(page.getByRole('region', { name: de('Form') }).getByRole('textbox', { name: 'secretName' })).toBeVisible(),
  ],
  ['Access', '/access', page => expect(page.getByRole('table', { name: de('What I may do') })).toBeVisible()],
]

for (const [what, path, ready] of pages)
  test(`in German ${what} finds room on a phone, and axe finds nothing`, async ({ browser }) => {
    const { page, origin } = await germanSessions.open(browser, 'admin')
    try {
      await page.goto(origin + path)
      await expect(page.locator('html')).toHaveAttribute('lang', 'de')
      await ready(page)
      await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0)
      await loadAxe(page)
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme })
        expect(await violations(page, theme)).toEqual([])
      }
    } finally {
      await page.close()
    }
  })
