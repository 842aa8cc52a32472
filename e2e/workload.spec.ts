import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { connectAdmin } from './graphql/kube.ts'
import { createTestResource } from './graphql/test-resource.ts'

const deployment = '/resources/apps/v1/deployments/shop/reviews-v1'

test('the logs of all pods of a workload are read together, followed, searched and saved', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await page.goto(origin + deployment)
  await page.getByRole('tab', { name: 'Logs' }).click()
  const logs = page.getByRole('region', { name: 'Logs' })
  const lines = logs.getByRole('region', { name: 'Log lines' })
  await expect(lines).toContainText('GET /ready')
  // It is asked whether it is ready every few seconds, and says so.
  const before = await lines.textContent()
  await expect.poll(() => lines.textContent(), { timeout: 30_000 }).not.toBe(before)
  await logs.getByRole('combobox', { name: 'Lines' }).selectOption('10000')
  await logs.getByRole('searchbox', { name: 'Search the log' }).fill('listens on')
  await expect(lines).toHaveText(/stand-in for reviews listens on :8080/)
  await logs.getByRole('searchbox', { name: 'Search the log' }).fill('no line has this')
  await expect(logs).toContainText('No line has that in it.')
  await logs.getByRole('searchbox', { name: 'Search the log' }).fill('')
  const download = page.waitForEvent('download')
  await logs.getByRole('button', { name: 'Download the shown lines' }).click()
  expect((await download).suggestedFilename()).toBe('reviews-v1.log')
})

test('a workload is scaled and restarted, and who may not reads why', async ({ signIn }) => {
  test.setTimeout(150_000)
  const admin = await signIn('admin')
  await admin.page.goto(admin.origin + deployment)
  await admin.page.getByRole('button', { name: 'Scale', exact: true }).click()
  await admin.page.getByLabel(/^Replicas/).fill('2')
  await admin.page.getByRole('dialog').getByRole('button', { name: 'Scale', exact: true }).click()
  await expect(admin.page.getByRole('status', { name: 'Messages' })).toContainText('is to have 2 replicas')
  await expect.poll(() => kubectl('admin', ['-n', 'shop', 'get', 'deploy', 'reviews-v1', '-o', 'jsonpath={.spec.replicas}'])).toBe('2')
  const restarted = () =>
    kubectl('admin', [
      '-n',
      'shop',
      'get',
      'deploy',
      'reviews-v1',
      '-o',
      'jsonpath={.spec.template.metadata.annotations.kubectl\\.kubernetes\\.io/restartedAt}',
    ])
  const before = restarted()
  await admin.page.getByRole('button', { name: 'Restart', exact: true }).click()
  await admin.page.getByRole('dialog').getByRole('button', { name: 'Restart', exact: true }).click()
  await expect.poll(restarted).not.toBe(before)
  kubectl('admin', ['-n', 'shop', 'scale', 'deploy/reviews-v1', '--replicas=1'])
  kubectl('admin', ['-n', 'shop', 'rollout', 'status', 'deploy/reviews-v1', '--timeout=60s'])

  const viewer = await signIn('viewer')
  await viewer.page.goto(viewer.origin + deployment)
  for (const [name, refused] of [
    ['Scale', /may not patch scale of deployments\.apps /],
    ['Restart', /may not patch deployments\.apps /],
    ['Edit', /may not update deployments\.apps /],
    ['Delete', /may not delete deployments\.apps /],
  ] as const) {
    const button = viewer.page.getByRole('button', { name, exact: true })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription(refused)
  }
  // Only nodes have it.
  await expect(viewer.page.getByRole('button', { name: /cordon/i })).toHaveCount(0)
})

test('an object is scaled from what its scale subresource says, whatever field it keeps that in', async ({ signIn }) => {
  const kube = connectAdmin()
  const resource = await createTestResource(kube)
  const [namespace = ''] = resource.namespaces
  const scale = { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' }
  const size = () => kubectl('admin', ['-n', namespace, 'get', `widgets.${resource.group}`, 'a', '-o', 'jsonpath={.spec.size}'])
  try {
    kubectl('admin', [
      'patch',
      'crd',
      `widgets.${resource.group}`,
      '--type=json',
      '-p',
      JSON.stringify([{ op: 'add', path: '/spec/versions/0/subresources', value: { scale } }]),
    ])
    await resource.put(namespace, 'a', { size: 3 })
    const { page, origin } = await signIn('admin')
    await page.goto(`${origin}/resources/${resource.group}/v1/widgets/${namespace}/a`)
    await expect(async () => {
      await page.reload()
      await page.getByRole('button', { name: 'Scale', exact: true }).click({ timeout: 2_000 })
    }).toPass()
    await page.getByLabel('Replicas, 3 now').fill('1')
    await page.getByRole('dialog').getByRole('button', { name: 'Scale', exact: true }).click()
    await expect.poll(size).toBe('1')
  } finally {
    await resource.remove()
    await kube.close()
  }
})

test('a node is cordoned and let on again', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  const node = kubectl('admin', ['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.name}'])
  await page.goto(`${origin}/resources/core/v1/nodes/-/${node}`)
  const unschedulable = () => kubectl('admin', ['get', 'node', node, '-o', 'jsonpath={.spec.unschedulable}'])
  try {
    await page.getByRole('button', { name: 'Cordon', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cordon' }).click()
    await expect.poll(unschedulable).toBe('true')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.getByRole('button', { name: 'Uncordon' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Uncordon' }).click()
    await expect.poll(unschedulable).toBe('')
  } finally {
    kubectl('admin', ['uncordon', node])
  }
})

test('a command runs in a container with a terminal, which the keyboard enters and leaves, and tells how it ended', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  const pod = kubectl('admin', ['-n', 'latchkey-system', 'get', 'pods', '-l', 'app.kubernetes.io/name=latchkey', '-o', 'jsonpath={.items[0].metadata.name}'])
  await page.goto(`${origin}/resources/core/v1/pods/latchkey-system/${pod}`)
  await page.getByRole('tab', { name: 'Terminal' }).click()
  const terminal = page.getByRole('region', { name: 'Terminal' })
  await terminal.getByLabel('Command').fill('node -i')
  await terminal.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(terminal.getByRole('status')).toContainText('Connected')
  await expect(terminal).toContainText('>')
  await page.keyboard.type('6 * 7\n')
  await expect(terminal).toContainText('42')
  // Tab is the command's, which completes a word by it, until Ctrl+M.
  const [input, again] = [terminal.getByRole('textbox', { name: 'Terminal input' }), terminal.getByRole('button', { name: 'Run again' })]
  await page.keyboard.type('encodeURIC')
  await page.keyboard.press('Tab')
  await expect(terminal).toContainText('encodeURIComponent')
  await page.keyboard.press('Shift+Tab')
  await expect(input).toBeFocused()
  await expect(terminal.getByRole('status')).toHaveText('Connected. Ctrl+M lets Tab leave the terminal.')
  await page.keyboard.press('Control+m')
  await expect(terminal.getByRole('status')).toHaveText('Connected. Tab leaves the terminal; Ctrl+M gives the key back to it.')
  await page.keyboard.press('Shift+Tab')
  await expect(again).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(input).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(input).not.toBeFocused()
  await input.focus()
  await page.keyboard.press('Control+m')
  await expect(terminal.getByRole('status')).toHaveText('Connected. Ctrl+M lets Tab leave the terminal.')
  await page.keyboard.press('Shift+Tab')
  await expect(input).toBeFocused()
  // Nothing of it has reached the command.
  await page.keyboard.type('.name\n')
  await expect(terminal).toContainText("'encodeURIComponent'")
  await page.keyboard.type('process.exit(3)\n')
  await expect(terminal.getByRole('status')).toHaveText('The command has ended with exit code 3.')
  await page.keyboard.press('Shift+Tab')
  await expect(again, 'nobody takes the key any more').toBeFocused()

  // What is to run stands in the address, which runs nothing; what follows a program may be a password.
  await terminal.getByLabel('Command').fill('ash')
  await expect(page).toHaveURL(/\?tab=terminal&command=ash$/)
  await page.reload()
  await expect(terminal.getByLabel('Command')).toHaveValue('ash')
  await expect(terminal.getByRole('status')).toHaveCount(0)
  await terminal.getByLabel('Command').fill('node -p "6 * 7 + 100"')
  await expect(page).toHaveURL(/\?tab=terminal$/)
  await terminal.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(terminal).toContainText('142')

  const viewer = await signIn('viewer')
  await viewer.page.goto(`${viewer.origin}/resources/core/v1/pods/latchkey-system/${pod}`)
  await viewer.page.getByRole('tab', { name: 'Terminal' }).click()
  const run = viewer.page.getByRole('button', { name: 'Run', exact: true })
  await expect(run).toHaveAttribute('aria-disabled', 'true')
  await expect(run).toHaveAccessibleDescription(/may not create exec of pods/)
})
