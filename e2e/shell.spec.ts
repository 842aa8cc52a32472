import { expect, test } from './fixtures.ts'

test('a theme that is chosen stays, from the first byte of the next page', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}/access`)
  await page.getByRole('button', { name: 'Theme: system' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  const light = await page.locator('body').evaluate(body => getComputedStyle(body).backgroundColor)
  await page.getByRole('button', { name: 'Theme: light' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.locator('body')).not.toHaveCSS('background-color', light)
  const answer = await page.goto(`${origin}/access`)
  expect(await answer?.text()).toMatch(/<html[^>]* data-theme="dark"/)
  await page.getByRole('button', { name: 'Theme: dark' }).click()
  await expect(page.locator('html')).not.toHaveAttribute('data-theme')
})

test('the keys that the list of shortcuts names do what it says', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  const list = `${origin}/resources/networking.istio.io/v1/virtualservices`
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await page.goto(list)
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  await press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  // A key within the moment in which the dialog gives the focus back may reach nobody.
  await expect(async () => {
    await press('/')
    await expect(page.getByRole('searchbox', { name: 'Filter' })).toBeFocused({ timeout: 1_000 })
  }).toPass()
  // In a field they are letters.
  await press('g', 'h')
  await expect(page.getByRole('searchbox', { name: 'Filter' })).toHaveValue('gh')
  await press('Escape', 'c')
  await expect(page).toHaveURL(/\/virtualservices\/new/)
  await page.goto(`${list}/shop/reviews`)
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  await press('s')
  await expect(page.getByRole('combobox', { name: 'Go to' })).toBeFocused()
  await press('Escape', 'e')
  await expect(page).toHaveURL(/\/shop\/reviews\/edit$/)
  await page.goto(`${list}/shop/reviews`)
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  await press('g', 'l')
  await expect(page).toHaveURL(/\/virtualservices$/)
  await press('g', 'a')
  await expect(page).toHaveURL(/\/access$/)
  await press('g', 'e')
  await expect(page).toHaveURL(/\/explorer$/)
})
