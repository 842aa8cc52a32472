import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { auditEvents, kubectl } from './cluster.ts'
import { editorOf, editPath, expect, reviewAndSave, stored, test } from './editor-certificate.ts'
import { replaceInEditor } from './replace-in-editor.ts'

// What helps to write an object: the schema of its kind in the YAML, and the form made from it.
const line = (page: Page, text: string | RegExp) => page.locator('.cm-line').filter({ hasText: text })
const marked = (page: Page) => page.locator('.cm-hint-line')
const hints = (page: Page) => page.getByRole('list', { name: 'What the schema says' }).getByRole('listitem')
const completions = (page: Page) => page.getByRole('listbox', { name: 'Completions' })
const form = (page: Page) => page.getByRole('region', { name: 'Form' })

/** CodeMirror takes no key for 75 ms after a list has appeared, so that nobody chooses from one they have not seen. */
async function choose(page: Page, option: string, ...keys: string[]): Promise<void> {
  await expect(completions(page).getByRole('option', { name: option })).toBeVisible()
  await page.waitForTimeout(150)
  for (const key of keys) await page.keyboard.press(key)
  await expect(completions(page)).toHaveCount(0)
}

/** The form is there only with the schema, which the editor's help needs as well. */
async function untilSchema(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Form' }).click()
  await expect(form(page)).toBeVisible()
  await page.getByRole('tab', { name: 'YAML' }).click()
}

test('the YAML editor offers fields with what they are, and the values of an enumeration, by keyboard', async ({ signIn, certificate }) => {
  const name = certificate()
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${editPath(name)}`)
  await untilSchema(page)
  await line(page, `secretName: ${name}-tls`).click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('re')
  const fields = completions(page).getByRole('option')
  await expect(fields.filter({ hasText: /^renewBeforePercentage/ })).toHaveText(/number$/)
  await expect(fields.filter({ hasText: /^renewal/ })).toHaveText(/object$/)
  await page.keyboard.type('vision')
  await expect(fields).toHaveText([/^revisionHistoryLimit.*number$/])
  await choose(page, 'revisionHistoryLimit', 'Enter')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('3')
  await page.keyboard.press('Enter')
  await page.keyboard.type('privateK')
  await choose(page, 'privateKey', 'Enter')
  await page.keyboard.type('algo')
  await choose(page, 'algorithm', 'Enter')
  await page.keyboard.type('E')
  await expect(completions(page).getByRole('option')).toHaveText(['ECDSA', 'Ed25519'])
  await choose(page, 'Ed25519', 'ArrowDown', 'Enter')
  await expect(hints(page)).toHaveCount(0)
  await reviewAndSave(page, name)
  expect(stored(name).spec).toMatchObject({ revisionHistoryLimit: 3, privateKey: { algorithm: 'Ed25519' }, secretName: `${name}-tls` })
})

test('a field says on hover what the schema says of it', async ({ signIn, certificate }) => {
  const name = certificate({ privateKey: { rotationPolicy: 'Never' } })
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${editPath(name)}`)
  await untilSchema(page)
  const tooltip = page.locator('.cm-tooltip-hover')
  await line(page, 'rotationPolicy: Never').getByText('rotationPolicy', { exact: true }).hover()
  await expect(tooltip).toContainText('Never, Always')
  await expect(tooltip).toContainText('RotationPolicy controls how private keys should be regenerated')
  await line(page, `secretName: ${name}-tls`).getByText('secretName', { exact: true }).hover()
  await expect(tooltip).toContainText('text')
  await expect(tooltip).toContainText('Name of the Secret resource')
  await expect(tooltip).not.toContainText('RotationPolicy')
})

test('what the schema forbids is marked at its line while it is written, and no more once it is mended', async ({ signIn, certificate }) => {
  const name = certificate({ revisionHistoryLimit: 3, privateKey: { algorithm: 'RSA' } })
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${editPath(name)}`)
  await expect(line(page, 'algorithm: RSA')).toBeVisible()
  for (const [find, wrong, at, says] of [
    ['revisionHistoryLimit: 3', 'revisionHistoryLimit: many', 'revisionHistoryLimit: many', 'spec.revisionHistoryLimit: It is a whole number.'],
    ['algorithm: RSA', 'algorithm: DSA', 'algorithm: DSA', 'spec.privateKey.algorithm: It is one of RSA, ECDSA, Ed25519.'],
    // A field that is not there is missed where its parent begins.
    ['secretName: ', '# secretName: ', 'spec:', 'spec.secretName: Required.'],
    ['kind: ClusterIssuer', 'sort: ClusterIssuer', 'sort: ClusterIssuer', 'spec.issuerRef.sort: The schema has no such field.'],
  ] as const) {
    await replaceInEditor(page, find, wrong)
    await expect(hints(page)).toContainText([says])
    await expect(marked(page)).toHaveText([at])
    await expect(marked(page)).toHaveAttribute('title', says)
    await replaceInEditor(page, wrong, find)
    await expect(hints(page)).toHaveCount(0)
    await expect(marked(page)).toHaveCount(0)
  }
  await replaceInEditor(page, 'revisionHistoryLimit: 3', 'revisionHistoryLimit: many')
  await replaceInEditor(page, 'algorithm: RSA', 'algorithm: DSA')
  await expect(marked(page), 'several at once').toHaveCount(2)
  expect(auditEvents(({ verb, requestURI }) => ['update', 'patch'].includes(verb) && requestURI.includes(name))).toEqual([])
})

test('form and YAML of an object are in step both ways, and its comments stay', async ({ signIn, certificate }) => {
  const name = certificate({ dnsNames: ['a.example', 'b.example'], duration: '2160h' })
  const { page, origin } = await signIn('editor')
  const tab = (view: 'Form' | 'YAML') => page.getByRole('tab', { name: view })
  await page.goto(`${origin}${editPath(name)}`)
  await replaceInEditor(page, '- b.example', '- b.example # asked for by the shop')
  await replaceInEditor(page, 'duration: 2160h', '# a quarter\n  duration: 2160h')
  await tab('Form').click()
  const dnsNames = form(page).getByRole('group', { name: 'dnsNames' }).getByRole('textbox')
  await dnsNames.nth(1).fill('form.example')
  await form(page).getByRole('textbox', { name: 'duration' }).fill('720h')
  await tab('YAML').click()
  const texts = async (): Promise<string[]> => (await page.locator('.cm-line').allTextContents()).map(text => text.trim())
  await expect(editorOf(page)).toContainText('- form.example # asked for by the shop')
  expect((await texts()).join('\n')).toContain('# a quarter\nduration: 720h')
  await replaceInEditor(page, 'a.example', 'yaml.example')
  await replaceInEditor(page, 'duration: 720h', 'duration: 48h\n  renewBeforePercentage: 20')
  await tab('Form').click()
  await expect(dnsNames.nth(0)).toHaveValue('yaml.example')
  await expect(dnsNames.nth(1)).toHaveValue('form.example')
  await expect(form(page).getByRole('textbox', { name: 'duration' })).toHaveValue('48h')
  await expect(form(page).getByRole('textbox', { name: 'renewBeforePercentage' })).toHaveValue('20')
  await reviewAndSave(page, name)
  expect(stored(name).spec).toMatchObject({ dnsNames: ['yaml.example', 'form.example'], duration: '48h', renewBeforePercentage: 20 })
})

test('of what no schema knows every digit stays, and nothing is sent while its text is no YAML', async ({ signIn }) => {
  const name = `edit-${randomBytes(4).toString('hex')}`
  const filter = ['-n', 'shop', 'envoyfilter', name]
  const patch = 'applyTo: CLUSTER, patch: {operation: MERGE, value: {big: 9223372036854775807, mode: 0400, other: 9007199254740993}}'
  const text = `apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: ${name}, namespace: shop}\nspec: {configPatches: [{${patch}}]}\n`
  kubectl('admin', ['create', '-f', '-'], text)
  try {
    const { page, origin } = await signIn('admin')
    await page.goto(`${origin}/resources/networking.istio.io/v1alpha3/envoyfilters/shop/${name}/edit`)
    await expect(editorOf(page)).toContainText('big: 9223372036854775807')
    await page.getByRole('tab', { name: 'Form' }).click()
    const island = form(page).getByRole('group', { name: 'patch', exact: true }).getByRole('textbox', { name: 'value' })
    await expect(island).toHaveValue('big: 9223372036854775807\nmode: 256\nother: 9007199254740993\n')
    await island.fill('big: [')
    await page.getByRole('tab', { name: 'YAML' }).click()
    await page.getByRole('button', { name: 'Review changes' }).click()
    const told = page.getByRole('alert').filter({ hasText: 'The form cannot take what stands in spec.configPatches[0].patch.value' })
    await expect(told).toBeVisible()
    await page.getByRole('tab', { name: 'Form' }).click()
    await expect(island, 'no word of it is lost').toHaveValue('big: [')
    await island.fill('big: 9223372036854775806\nmode: 0o17\nother: 9007199254740993')
    await expect(told).toHaveCount(0)
    await page.getByRole('button', { name: 'Review changes' }).click()
    await expect(page.getByRole('table', { name: 'Changes' })).toContainText('big: 9223372036854775806')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    expect(kubectl('admin', ['get', ...filter, '-o', 'json']).replaceAll(/\s/g, '')).toContain(
      '"value":{"big":9223372036854775806,"mode":15,"other":9007199254740993}',
    )
  } finally {
    kubectl('admin', ['delete', ...filter, '--ignore-not-found', '--wait=false'])
  }
})
