import { auditEvents, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { latchkey } from './latchkey.ts'
import { replaceInEditor } from './replace-in-editor.ts'

// What people with different rights and different kinds of credential see, and cannot do. The kube-apiserver decides; the page says why.
const list = '/resources/networking.istio.io/v1/virtualservices'
const objectPage = (namespace: string, name: string): string => `${list}/${namespace}/${name}`

test.describe('signed in by', () => {
  test('a client certificate of an admin: every operator’s kinds, with counts', async ({ openLink }) => {
    const { page, origin } = await openLink('admin')
    await expect(page).toHaveURL(url => url.origin === origin && !url.href.includes('wrapped-token'))
    await expect(page.getByText('kubernetes-admin').first()).toBeVisible()
    for (const group of ['networking.istio.io', 'cert-manager.io', 'monitoring.coreos.com', 'cilium.io'])
      await expect(page.getByRole('heading', { name: group, exact: true })).toBeVisible()
    const certificates = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Certificate', exact: true }) })
    const count = kubectl('admin', ['get', 'certificates', '-A', '-o', 'name']).trim().split('\n').length
    await expect(certificates).toContainText(String(count))
  })

  test('a client certificate of an editor: two namespaces, edits there, nothing elsewhere', async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    await page.goto(origin)
    await expect(page.getByText('editor').first()).toBeVisible()
    await page.goto(`${origin}${list}`)
    const table = page.getByRole('table', { name: 'virtualservices' }).or(page.getByRole('grid', { name: 'virtualservices' }))
    await expect(table.getByRole('link', { name, exact: true })).toBeVisible()
    const shown = await table
      .getByRole('row')
      .filter({ has: page.getByRole('link') })
      .count()
    const own = ['shop', 'shop-staging'].flatMap(namespace =>
      kubectl('editor', ['-n', namespace, 'get', 'virtualservices', '-o', 'name']).trim().split('\n').filter(Boolean),
    )
    expect(shown).toBe(own.length)
    await page.goto(`${origin}${objectPage('shop', name)}`)
    await expect(page.getByRole('button', { name: 'Edit' })).toBeEnabled()
    await expect(page.getByRole('button', { name: 'Delete' })).toBeEnabled()
    await page.goto(`${origin}${list}?namespace=payments`)
    await expect(page.getByRole('main')).toContainText(/payments/)
    await expect(page.getByRole('main')).toContainText(/may not list|denies|cannot list/i)
  })

  test('a ServiceAccount token of a viewer: reads everywhere, changes nothing, and reads why', async ({ signIn, virtualService }) => {
    const name = await virtualService('payments')
    const { page, origin } = await signIn('viewer')
    await page.goto(`${origin}${objectPage('payments', name)}`)
    await expect(page.getByRole('heading', { name })).toBeVisible()
    for (const action of ['Edit', 'Delete']) {
      const button = page.getByRole('button', { name: action })
      await expect(button).toBeDisabled()
      await expect(button).toHaveAccessibleDescription(/may not (?:update|patch|delete).*virtualservices.*payments/)
    }
    await page.goto(`${origin}${objectPage('payments', name)}/edit`)
    await expect(page.getByRole('main')).toContainText(/may not|denies/)
    await page.goto(`${origin}/resources/core/v1/secrets`)
    await expect(page.getByRole('main')).toContainText(/secrets/)
    await expect(page.getByRole('table')).toHaveCount(0)
  })

  test('an exec plugin: the one namespace it is for', async ({ signIn, virtualService }) => {
    const name = await virtualService('payments')
    const { page, origin } = await signIn('payments')
    await page.goto(`${origin}${list}`)
    await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
    await page.goto(`${origin}${objectPage('shop', 'reviews')}`)
    await expect(page.getByRole('main')).toContainText(/shop/)
    await expect(page.getByRole('heading', { name: 'reviews' })).toHaveCount(0)
  })

  test('a token file without any right: in, and told what is missing', async ({ signIn }) => {
    const { page, origin } = await signIn('guest')
    await page.goto(origin)
    await expect(page.getByText('guest').first()).toBeVisible()
    await page.goto(`${origin}${list}`)
    await expect(page.getByRole('main')).toContainText(/may not|denies|cannot/)
  })
})

test.describe('live', () => {
  test('a list shows kubectl’s changes without a reload', async ({ signIn, virtualService }) => {
    const first = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    await page.goto(`${origin}${list}?namespace=shop`)
    await expect(page.getByRole('link', { name: first, exact: true })).toBeVisible()
    await expect(page.getByRole('status').filter({ hasText: /live/i }).first()).toBeVisible()
    await page.evaluate(() => Object.assign(globalThis, { stayed: true }))
    const second = await virtualService('shop')
    await expect(page.getByRole('link', { name: second, exact: true })).toBeVisible()
    kubectl('admin', ['-n', 'shop', 'patch', 'virtualservice', second, '--type=merge', '-p', '{"spec":{"hosts":["changed.example"]}}'])
    await expect(page.getByRole('row').filter({ hasText: second })).toContainText('changed.example')
    kubectl('admin', ['-n', 'shop', 'delete', 'virtualservice', second])
    await expect(page.getByRole('link', { name: second, exact: true })).toHaveCount(0)
    expect(await page.evaluate(() => (globalThis as { stayed?: boolean }).stayed)).toBe(true)
  })

  test('an object says when it was deleted while open', async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    await page.goto(`${origin}${objectPage('shop', name)}`)
    await expect(page.getByRole('heading', { name })).toBeVisible()
    kubectl('admin', ['-n', 'shop', 'delete', 'virtualservice', name])
    await expect(page.getByText(/was deleted/i).first()).toBeVisible()
  })
})

test.describe('changes', () => {
  const save = { timeout: 20_000 }

  test('an edit is tried on the server, shown as a diff, saved as the user', async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    await page.goto(`${origin}${objectPage('shop', name)}`)
    await page.getByRole('button', { name: 'Edit' }).click()
    await replaceInEditor(page, `${name}.shop.svc`, 'edited.example')
    await page.getByRole('button', { name: /review/i }).click()
    await expect(page.getByText('edited.example').first()).toBeVisible()
    expect(kubectl('admin', ['-n', 'shop', 'get', 'virtualservice', name, '-o', 'jsonpath={.spec.hosts[0]}'])).toBe(`${name}.shop.svc`)
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => kubectl('admin', ['-n', 'shop', 'get', 'virtualservice', name, '-o', 'jsonpath={.spec.hosts[0]}']), save).toBe('edited.example')
    // The line of a request is written when it has ended.
    await expect(() => {
      const written = auditEvents(
        event =>
          ['update', 'patch'].includes(event.verb) &&
          event.requestURI.startsWith(`/apis/networking.istio.io/v1/namespaces/shop/virtualservices/${name}`) &&
          event.stage === 'ResponseComplete',
      )
      expect(written.filter(event => !event.requestURI.includes('dryRun')).map(event => event.impersonatedUser?.username)).toEqual(['editor'])
      expect(written.some(event => event.requestURI.includes('dryRun=All'))).toBe(true)
    }).toPass()
  })

  test('what the server refuses stays in the editor, with the reason', async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    await page.goto(`${origin}${objectPage('shop', name)}/edit`)
    await replaceInEditor(page, 'number: 8080', 'number: many')
    await page.getByRole('button', { name: /review/i }).click()
    await expect(page.getByText(/must be of type integer|Invalid value/).first()).toBeVisible()
    await expect(page.getByText('number: many')).toBeVisible()
    await expect(page.locator('.cm-problem-line')).toContainText('number: many')
  })

  test('YAML that does not parse is never sent', async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    await page.goto(`${origin}${objectPage('shop', name)}/edit`)
    await replaceInEditor(page, 'spec:', 'spec: [')
    await page.getByRole('button', { name: /review/i }).click()
    await expect(page.getByText(/line \d+/i).first()).toBeVisible()
    expect(auditEvents(event => ['update', 'patch'].includes(event.verb) && event.requestURI.includes(name) && event.impersonatedUser !== undefined)).toEqual(
      [],
    )
  })

  test('a conflict shows the other change and loses neither', async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    await page.goto(`${origin}${objectPage('shop', name)}/edit`)
    await replaceInEditor(page, `${name}.shop.svc`, 'mine.example')
    await page.getByRole('button', { name: /review/i }).click()
    await expect(page.getByRole('button', { name: 'Save' })).toBeEnabled()
    kubectl('admin', ['-n', 'shop', 'annotate', 'virtualservice', name, 'theirs=yes'])
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText(/changed by someone else|changed while you/i).first()).toBeVisible()
    await page.getByRole('button', { name: /reapply mine/i }).click()
    await page.getByRole('button', { name: /review/i }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect
      .poll(() => kubectl('admin', ['-n', 'shop', 'get', 'virtualservice', name, '-o', 'jsonpath={.spec.hosts[0]} {.metadata.annotations.theirs}']), save)
      .toBe('mine.example yes')
  })

  test('server-side apply shows by owner what is not mine, and each field stays theirs or is taken over', async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    await page.goto(`${origin}${objectPage('shop', name)}/edit`)
    await page.getByRole('checkbox', { name: 'Server-side apply' }).check()
    await page.getByLabel('as field manager').fill('e2e-editor')
    await replaceInEditor(page, `${name}.shop.svc`, 'mine.example')
    await replaceInEditor(page, 'number: 8080', 'number: 9090')
    await page.getByRole('button', { name: 'Review changes' }).click()
    const owner = page.getByRole('region', { name: 'kubectl-client-side-apply' })
    await owner
      .getByRole('group', { name: '.spec.hosts' })
      .getByRole('radio', { name: /Take it over/ })
      .check()
    await expect(owner.getByRole('group', { name: '.spec.http' }).getByRole('radio', { name: /Keep theirs/ })).toBeChecked()
    await page.getByRole('button', { name: 'Review changes' }).click()
    const diff = page.getByRole('table', { name: 'Changes' })
    await expect(diff).toContainText('mine.example')
    await expect(diff).not.toContainText('9090')
    await page.getByRole('button', { name: 'Save' }).click()
    const stored = () =>
      JSON.parse(kubectl('admin', ['-n', 'shop', 'get', 'virtualservice', name, '-o', 'json', '--show-managed-fields'])) as {
        metadata: { managedFields: { manager: string; operation: string }[] }
        spec: { hosts: string[]; http: { route: { destination: { port: { number: number } } }[] }[] }
      }
    await expect.poll(() => stored().spec.hosts, save).toEqual(['mine.example'])
    const { metadata, spec } = stored()
    expect(spec.http[0]?.route[0]?.destination.port.number).toBe(8080)
    expect(metadata.managedFields).toContainEqual(expect.objectContaining({ manager: 'e2e-editor', operation: 'Apply' }))
  })

  test('an edit outlives the session it began in', async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    await page.goto(`${origin}${objectPage('shop', name)}/edit`)
    await replaceInEditor(page, `${name}.shop.svc`, 'outlives.example')
    // Every session of the user, as when an admin's kubeconfig was lost: this tab's, too.
    expect(latchkey('editor', ['logout', '--everywhere']).code).toBe(0)
    await expect(page.getByRole('alert').filter({ hasText: 'Your session has ended' }).first()).toBeVisible()
    await page.getByRole('button', { name: 'Review changes' }).click()
    await expect(page.getByText('Your session has ended. Nothing was stored; your text is kept.')).toBeVisible()
    await expect(page.getByText('outlives.example').first()).toBeVisible()
  })

  test('a draft survives a reload', async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    page.on('dialog', dialog => void dialog.accept())
    await page.goto(`${origin}${objectPage('shop', name)}/edit`)
    await replaceInEditor(page, `${name}.shop.svc`, 'draft.example')
    await page.reload()
    await page.getByRole('button', { name: /restore/i }).click()
    await expect(page.getByText('draft.example').first()).toBeVisible()
  })

  test('a delete asks for the name and happens as the user', async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const { page, origin } = await signIn('editor')
    await page.goto(`${origin}${objectPage('shop', name)}`)
    await page.getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'))
    const confirm = dialog.getByRole('button', { name: 'Delete' })
    await expect(confirm).toBeDisabled()
    await dialog.getByRole('textbox').fill('something-else')
    await expect(confirm).toBeDisabled()
    await dialog.getByRole('textbox').fill(name)
    await confirm.click()
    await expect(page).toHaveURL(new RegExp(`${list}(\\?|$)`))
    expect(kubectl('admin', ['-n', 'shop', 'get', 'virtualservice', name, '--ignore-not-found', '-o', 'name'])).toBe('')
    const deleted = auditEvents(
      event => event.verb === 'delete' && event.requestURI.includes(name) && event.impersonatedUser !== undefined && event.stage === 'ResponseComplete',
    )
    expect(deleted.map(event => event.impersonatedUser?.username)).toEqual(['editor'])
  })
})

test.describe('states', () => {
  test('signed out: what to run, and no data', async ({ browser, signIn }) => {
    const { tunnel } = await signIn('admin')
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${tunnel.mount}${list}`)
    await expect(page.getByText('latchkey dashboard').first()).toBeVisible()
    await expect(page.getByRole('table')).toHaveCount(0)
    await page.context().close()
  })

  test('signing out ends it, and the way back is told', async ({ openLink }) => {
    const { page, origin } = await openLink('admin')
    await page.waitForLoadState()
    await page.getByRole('button', { name: /sign out/i }).click()
    await expect(page.getByText('latchkey dashboard').first()).toBeVisible()
    await page.goto(origin)
    await expect(page.getByText('latchkey dashboard').first()).toBeVisible()
  })

  test('no such object, no such kind, no such page', async ({ signIn }) => {
    const { page, origin } = await signIn('admin')
    for (const path of [objectPage('shop', 'no-such-object'), '/resources/unicorns.example/v1/unicorns', '/no/such/page']) {
      expect((await page.goto(`${origin}${path}`))?.status(), path).toBe(404)
      await expect(page.getByRole('main')).toContainText(/there is no|is not served/i)
    }
  })

  test('an empty list says what would be here', async ({ signIn }) => {
    const { page, origin } = await signIn('admin')
    await page.goto(`${origin}/resources/extensions.istio.io/v1alpha1/wasmplugins?namespace=shop-staging`)
    await expect(page.getByRole('main')).toContainText(/no wasmplugins/i)
  })
})

test('security headers stand on pages, and markup in an object stays text', async ({ signIn, virtualService }) => {
  const name = await virtualService('shop')
  kubectl('admin', [
    '-n',
    'shop',
    'annotate',
    'virtualservice',
    name,
    'planted=<img src=x onerror="globalThis.planted=1"><script>globalThis.planted=1</script>',
  ])
  const { page, origin } = await signIn('editor')
  const response = await page.goto(`${origin}${objectPage('shop', name)}`)
  const headers = response?.headers() ?? {}
  expect(headers['content-security-policy']).toMatch(/script-src 'nonce-[^']+' 'strict-dynamic'/)
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['referrer-policy']).toBe('no-referrer')
  await expect(page.getByText('onerror').first()).toBeAttached()
  expect(await page.evaluate(() => (globalThis as { planted?: number }).planted)).toBeUndefined()
})
