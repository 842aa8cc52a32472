import { randomBytes } from 'node:crypto'
import { kubectl } from './cluster.ts'
import { certificates, certificateText, editorOf, editPath, expect, reviewAndSave, stored, test } from './editor-certificate.ts'
import { latchkey } from './latchkey.ts'
import { replaceInEditor } from './replace-in-editor.ts'

// What becomes of a text between the editor and the cluster: ended sessions, reloads, others who change the same object, and refusals.
const patch = (name: string, spec: Record<string, unknown>): string =>
  kubectl('admin', ['-n', 'shop', 'patch', 'certificate', name, '--type=merge', '-p', JSON.stringify({ spec })])

test('an edit outlives its session: signed in again in the same tab one takes it up and saves it', async ({ openLink, certificate }) => {
  const name = certificate({ duration: '2160h' })
  const { page, origin } = await openLink('editor')
  page.on('dialog', dialog => void dialog.accept())
  await page.goto(`${origin}${editPath(name)}`)
  await replaceInEditor(page, 'duration: 2160h', 'duration: 720h')
  const other = await page.context().newPage()
  await other.goto(origin)
  await other.getByRole('button', { name: 'Sign out' }).click()
  await expect(other.getByRole('heading', { name: 'You have signed out' })).toBeVisible()
  await page.getByRole('button', { name: 'Review changes' }).click()
  await expect(page.getByText('Your session has ended. Nothing was stored; your text is kept.')).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: 'Text you have not saved stays in this tab; reload it after signing in.' })).toBeVisible()
  await expect(editorOf(page)).toContainText('duration: 720h')
  await page.reload()
  const { code } = JSON.parse(latchkey('editor', ['login', '--code', '-o', 'json']).stdout) as { code: string }
  await page.getByRole('textbox', { name: 'Sign-in code' }).fill(code)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page, 'back where one was').toHaveURL(`${origin}${editPath(name)}`)
  await page.getByRole('button', { name: 'Restore draft' }).click()
  await expect(editorOf(page)).toContainText('duration: 720h')
  expect(stored(name).spec['duration'], 'until it is saved').toBe('2160h')
  await reviewAndSave(page, name)
  expect(stored(name).spec['duration']).toBe('720h')
  await page.goto(`${origin}${editPath(name)}`)
  await expect(editorOf(page)).toContainText('duration: 720h')
  await expect(page.getByRole('button', { name: 'Restore draft' })).toHaveCount(0)
})

test('an edit outlives a reload and what others change meanwhile, and both are saved', async ({ signIn, certificate }) => {
  const name = certificate({ duration: '2160h', dnsNames: ['a.example'] })
  const { page, origin } = await signIn('editor')
  page.on('dialog', dialog => void dialog.accept())
  const outside = page.getByText(`Certificate ${name} was changed by someone else while you edit it.`)
  await page.goto(`${origin}${editPath(name)}`)
  await replaceInEditor(page, 'duration: 2160h', 'duration: 720h')
  await replaceInEditor(page, '- a.example', '- mine.example')
  patch(name, { revisionHistoryLimit: 7 })
  await expect(outside).toBeVisible()
  await page.reload()
  await page.getByRole('button', { name: 'Restore draft' }).click()
  await expect(editorOf(page)).toContainText('duration: 720h')
  await expect(outside, 'of what the draft began from').toBeVisible()
  // Once more, and in a field that was edited here too.
  patch(name, { dnsNames: ['theirs.example'], renewBefore: '24h' })
  await page.getByRole('button', { name: 'Review changes' }).click()
  const theirs = page.getByRole('table', { name: 'Their changes' })
  for (const text of ['revisionHistoryLimit: 7', 'theirs.example', 'renewBefore: 24h']) await expect(theirs).toContainText(text)
  await expect(theirs).not.toContainText('mine.example')
  await page.getByRole('button', { name: 'Take their version and reapply mine' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'spec.dnsNames[0]' })).toHaveText(/theirs .*theirs\.example.*, yours .*mine\.example/)
  await reviewAndSave(page, name)
  expect(stored(name).spec).toMatchObject({ duration: '720h', dnsNames: ['mine.example'], revisionHistoryLimit: 7, renewBefore: '24h' })
})

/** Whether a manager owns a field of the spec, as its managedFields say. */
function owners(name: string, field: string): string[] {
  const all = stored(name).metadata.managedFields
  return all.filter(({ fieldsV1 }) => Object.hasOwn((fieldsV1 as { 'f:spec'?: object })['f:spec'] ?? {}, `f:${field}`)).map(({ manager }) => manager)
}

test('a field that another manager owns is shared or taken over, as one chooses, and nothing is stored before', async ({ signIn, certificate }) => {
  const run = randomBytes(3).toString('hex')
  const [theirs, mine] = [`other-${run}`, `mine-${run}`]
  const spec = { duration: '2160h', renewBefore: '360h', revisionHistoryLimit: 3 }
  const apply = ['apply', '--server-side', `--field-manager=${theirs}`]
  const name = certificate(spec, apply)
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${editPath(name)}`)
  await page.getByRole('checkbox', { name: 'Server-side apply' }).check()
  await page.getByLabel('as field manager').fill(mine)
  await replaceInEditor(page, 'duration: 2160h', 'duration: 720h')
  await replaceInEditor(page, 'renewBefore: 360h', 'renewBefore: 24h')
  const review = page.getByRole('button', { name: 'Review changes' })
  await review.click()
  await expect(page.getByRole('heading', { name: 'Others own what you change' })).toBeVisible()
  const owner = page.getByRole('region', { name: theirs, exact: true })
  await expect(owner.getByRole('group')).toHaveText([/^\.spec\.duration.*"2160h".*"720h"/, /^\.spec\.renewBefore.*"360h".*"24h"/])

  await page.getByRole('button', { name: 'Keep editing' }).click()
  await expect(editorOf(page)).toContainText('duration: 720h')
  await expect(editorOf(page)).toContainText('renewBefore: 24h')
  expect([stored(name).spec, owners(name, 'duration')]).toMatchObject([spec, [theirs]])

  await review.click()
  const choice = (field: string, what: string) => owner.getByRole('group', { name: field }).getByRole('radio', { name: new RegExp(what) })
  await expect(choice('.spec.renewBefore', 'Keep theirs')).toBeChecked()
  await choice('.spec.duration', 'Take it over').check()
  await review.click()
  await expect(page.getByRole('table', { name: 'Changes' })).toContainText('duration: 720h')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page).toHaveURL(url => url.pathname === `${certificates}/shop/${name}`)
  expect(stored(name).spec).toMatchObject({ ...spec, duration: '720h' })
  expect(owners(name, 'duration'), 'taken over').toEqual([mine])
  expect(owners(name, 'renewBefore').sort(), 'shared').toEqual([mine, theirs].sort())
  expect(stored(name).metadata.managedFields).toContainEqual(expect.objectContaining({ manager: mine, operation: 'Apply' }))
  const again = (): string => kubectl('admin', [...apply, '-f', '-'], certificateText(name, spec))
  expect(again, 'they are told so').toThrow(new RegExp(`conflict with "${mine}"[^]*\\.spec\\.duration`))
})

test('of several documents the good one is made at once, and the others once they are mended', async ({ signIn }) => {
  const run = randomBytes(3).toString('hex')
  const [good, invalid, forbidden] = [`made-${run}-a`, `made-${run}-b`, `made-${run}-c`]
  const { page, origin } = await signIn('editor')
  try {
    await page.goto(`${origin}${certificates}/new?namespace=shop`)
    await page.getByRole('tab', { name: 'YAML' }).click()
    const document = (name: string, namespace: string, spec: string): string =>
      `apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {issuerRef: {name: a}, ${spec}}\n`
    const documents = [document(good, 'shop', 'secretName: a'), document(invalid, 'shop', 'isCA: false'), document(forbidden, 'payments', 'secretName: c')]
    await editorOf(page).fill(documents.join('---\n'))
    const create = page.getByRole('button', { name: 'Create', exact: true })
    await create.click()
    const result = (name: string) => page.getByRole('list', { name: 'Results' }).locator(':scope > li').filter({ hasText: name })
    await expect(result(good)).toContainText(`Certificate ${good}: Created.`)
    await expect(result(invalid)).toContainText(`Certificate ${invalid} was refused`)
    await expect(result(invalid)).toContainText('secretName')
    await expect(result(forbidden)).toContainText(`Certificate ${forbidden} was refused`)
    await expect(result(forbidden)).toContainText('payments')
    await expect(create).toBeEnabled()
    const { uid } = stored(good).metadata
    expect(kubectl('admin', ['get', 'certificates', '-A', '-o', 'name']).match(new RegExp(`made-${run}-.`, 'g'))).toEqual([good])

    await replaceInEditor(page, 'isCA: false', 'secretName: b')
    await replaceInEditor(page, `${forbidden}, namespace: payments`, `${forbidden}, namespace: shop-staging`)
    await replaceInEditor(page, 'secretName: a', 'secretName: other')
    await create.click()
    for (const name of [invalid, forbidden]) await expect(result(name)).toContainText(`Certificate ${name}: Created.`)
    await expect(result(good)).toContainText(`Certificate ${good}: It exists already`)
    await expect(result(good).getByRole('link', { name: 'Edit it' })).toHaveAttribute('href', new RegExp(`/shop/${good}/edit$`))
    expect(stored(good).spec['secretName']).toBe('a')
    expect(stored(good).metadata.uid, 'the same, not made anew').toBe(uid)
    expect([stored(invalid).spec['secretName'], stored(forbidden, 'shop-staging').spec['secretName']]).toEqual(['b', 'c'])
  } finally {
    for (const namespace of ['shop', 'shop-staging', 'payments'])
      kubectl('admin', ['-n', namespace, 'delete', 'certificate', good, invalid, forbidden, '--ignore-not-found', '--wait=false'])
  }
})
