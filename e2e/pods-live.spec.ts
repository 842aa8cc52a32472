import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { auditEvents, cluster, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { createRestartedPods, type RestartedPods } from './pods-restarted.ts'

// Logs and terminals of pods whose every line is known.
let own: RestartedPods
test.beforeAll(async () => {
  test.setTimeout(120_000)
  own = await createRestartedPods()
})
test.afterAll(() => own?.remove())

const logsOf = (page: Page) => page.getByRole('region', { name: 'Logs' })
const linesOf = (page: Page) => logsOf(page).locator('.log-line')

async function openLogs(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.getByRole('tab', { name: 'Logs' }).click()
}

/** What is asked for logs of the pod, by its query. */
function asked(page: Page): URL[] {
  const all: URL[] = []
  page.on('request', request => {
    const url = new URL(request.url())
    if (url.pathname.endsWith('/log')) all.push(url)
  })
  return all
}

test('lines of the pods of one workload are told apart, searched within, and saved as they are shown', async ({ signIn }) => {
  const [first, second] = own.pods
  const { page, origin } = await signIn('viewer')
  await openLogs(page, `${origin}/resources/apps/v1/statefulsets/shop/${own.name}`)
  // Each line names its own pod itself, so that a wrong name before it would show.
  await expect(linesOf(page).filter({ hasText: first })).toHaveText(`${first}  run 2 of ${first}`)
  await expect(linesOf(page).filter({ hasText: second })).toHaveText(`${second}  run 1 of ${second}`)
  await expect(linesOf(page)).toHaveCount(2)
  const search = logsOf(page).getByRole('searchbox', { name: 'Search the log' })
  await search.fill('RUN 2 OF')
  await expect(linesOf(page)).toHaveText([`${first}  run 2 of ${first}`])
  await expect(linesOf(page).locator('mark')).toHaveText('run 2 of')
  await expect(logsOf(page).getByRole('status')).toHaveText('1 of 2 lines')
  const saved = async (): Promise<string> => {
    const download = page.waitForEvent('download')
    await logsOf(page).getByRole('button', { name: 'Download the shown lines' }).click()
    return readFileSync(await (await download).path(), 'utf8')
  }
  expect(await saved()).toMatch(new RegExp(`^\\[${first}/counter\\] \\S+Z run 2 of ${first}\n$`))
  await search.fill('')
  expect((await saved()).split('\n').filter(Boolean).sort()).toEqual([
    expect.stringMatching(new RegExp(`^\\[${first}/counter\\] \\S+Z run 2 of ${first}$`)),
    expect.stringMatching(new RegExp(`^\\[${second}/counter\\] \\S+Z run 1 of ${second}$`)),
  ])
})

test('one pod of a workload is read alone, and all of them again', async ({ signIn }) => {
  const [first, second] = own.pods
  const { page, origin } = await signIn('viewer')
  await openLogs(page, `${origin}/resources/apps/v1/statefulsets/shop/${own.name}`)
  await expect(linesOf(page)).toHaveCount(2)
  const choice = logsOf(page).getByRole('combobox', { name: 'Pod' })
  await choice.selectOption(second)
  await expect(linesOf(page), 'of one pod alone no name is needed').toHaveText([`run 1 of ${second}`])
  await logsOf(page).getByRole('searchbox', { name: 'Search the log' }).fill('no line has this')
  const download = page.waitForEvent('download')
  await logsOf(page).getByRole('link', { name: 'Download the whole log' }).click()
  const whole = await download
  expect(whole.suggestedFilename()).toBe(`${second}-counter.log`)
  expect(readFileSync(await whole.path(), 'utf8')).toBe(kubectl('viewer', ['-n', 'shop', 'logs', second, '--timestamps']))
  await logsOf(page).getByRole('searchbox', { name: 'Search the log' }).fill('')
  await logsOf(page).getByRole('checkbox', { name: 'Times' }).check()
  await expect(linesOf(page).locator('span[title]')).toHaveAttribute('title', /^[\d-]+ [\d:]+ \(.+\)\n[\d-]+ [\d:]+ UTC$/)
  await logsOf(page).getByRole('checkbox', { name: 'Times' }).uncheck()
  await choice.selectOption({ label: 'All 2 pods' })
  await expect(linesOf(page).filter({ hasText: first })).toHaveText([`${first}  run 2 of ${first}`])
  await expect(linesOf(page).filter({ hasText: second })).toHaveText([`${second}  run 1 of ${second}`])
})

test('the run before a restart is read, and a pod that had none says so', async ({ signIn }) => {
  const [first, second] = own.pods
  const { page, origin, expectConsole } = await signIn('viewer')
  expectConsole(/status of 400/)
  const requests = asked(page)
  await openLogs(page, `${origin}/resources/apps/v1/statefulsets/shop/${own.name}`)
  await expect(linesOf(page)).toHaveCount(2)
  expect(requests.filter(({ searchParams }) => searchParams.has('previous'))).toEqual([])
  const previous = logsOf(page).getByRole('checkbox', { name: 'Previous run' })
  await previous.check()
  await expect(linesOf(page)).toHaveText([`${first}  run 1 of ${first}`])
  await expect(logsOf(page).getByRole('listitem')).toHaveText([new RegExp(`${second}/counter.*previous terminated container "counter" .*not found`)])
  await expect(logsOf(page).getByRole('checkbox', { name: 'Follow' })).toBeDisabled()
  const before = requests.filter(({ searchParams }) => searchParams.get('previous') === 'true')
  expect(before.map(({ pathname }) => pathname.split('/').at(-2)).sort()).toEqual(expect.arrayContaining([first, second]))
  expect(
    before.filter(({ searchParams }) => searchParams.has('follow')),
    'nothing is written to it any more',
  ).toEqual([])
  await previous.uncheck()
  await expect(linesOf(page)).toHaveCount(2)
  await expect(logsOf(page).getByRole('listitem')).toHaveCount(0)

  await openLogs(page, `${origin}/resources/core/v1/pods/shop/${second}`)
  await expect(linesOf(page)).toHaveText([`run 1 of ${second}`])
  await expect(previous, 'of a pod that was never restarted it cannot be asked for').toBeDisabled()
  await openLogs(page, `${origin}/resources/core/v1/pods/shop/${first}`)
  await previous.check()
  await expect(linesOf(page)).toHaveText([`run 1 of ${first}`])
  expect(kubectl('viewer', ['-n', 'shop', 'logs', first, '--previous'])).toBe(`run 1 of ${first}\n`)
})

test('how logs are looked at stands in the address, comes back with a reload, and says what of it is gone', async ({ signIn }) => {
  const [first] = own.pods
  const { page, origin } = await signIn('viewer')
  const workload = `${origin}/resources/apps/v1/statefulsets/shop/${own.name}`
  await openLogs(page, workload)
  await expect(linesOf(page)).toHaveCount(2)
  const logs = logsOf(page)
  await logs.getByRole('combobox', { name: 'Pod' }).selectOption(first)
  await logs.getByRole('combobox', { name: 'Lines' }).selectOption('100')
  for (const name of ['Previous run', 'Times', 'Wrap']) await logs.getByRole('checkbox', { name }).check()
  await logs.getByRole('searchbox', { name: 'Search the log' }).fill('run 1 of')
  const query = { tab: 'logs', pod: first, tailLines: '100', previous: 'true', timestamps: 'true', wrap: 'true', filter: 'run 1 of' }
  const inAddress = () => Object.fromEntries(new URL(page.url()).searchParams)
  await expect.poll(inAddress).toEqual(query)
  const isAsChosen = async (): Promise<void> => {
    await expect(linesOf(page)).toHaveText([new RegExp(`^[\\d-]+ [\\d:.]+ run 1 of ${first}$`)])
    await expect(logs.getByRole('combobox', { name: 'Pod' })).toHaveValue(first)
    await expect(logs.getByRole('combobox', { name: 'Lines' })).toHaveValue('100')
    for (const name of ['Previous run', 'Times', 'Wrap']) await expect(logs.getByRole('checkbox', { name })).toBeChecked()
    await expect(logs.getByRole('searchbox', { name: 'Search the log' })).toHaveValue('run 1 of')
    expect(inAddress()).toEqual(query)
  }
  await isAsChosen()
  const requests = asked(page)
  await page.reload()
  await isAsChosen()
  expect(new Set(requests.map(({ searchParams }) => searchParams.get('tailLines'))), 'only what is wanted is read').toEqual(new Set(['100']))
  // Another tab of the page and back.
  await page.getByRole('tab', { name: 'YAML' }).click()
  await page.getByRole('tab', { name: 'Logs' }).click()
  await isAsChosen()
  // What is as it is without a word stands not in the address.
  await logs.getByRole('searchbox', { name: 'Search the log' }).fill('')
  await logs.getByRole('combobox', { name: 'Lines' }).selectOption('500')
  for (const name of ['Previous run', 'Times', 'Wrap']) await logs.getByRole('checkbox', { name }).uncheck()
  await logs.getByRole('checkbox', { name: 'Follow' }).uncheck()
  await expect.poll(inAddress).toEqual({ tab: 'logs', pod: first, follow: 'false' })

  await page.goto(`${workload}?tab=logs&pod=${own.name}-9`)
  await expect(logs).toContainText(`Pod ${own.name}-9 is not there any more.`)
  await logs.getByRole('combobox', { name: 'Pod' }).selectOption({ label: 'All 2 pods' })
  await expect(linesOf(page)).toHaveCount(2)
  await page.goto(`${workload}?tab=logs&container=sidecar`)
  await expect(logs).toContainText('No container here is called sidecar.')
  await logs.getByRole('combobox', { name: 'Container' }).selectOption('counter')
  await expect(linesOf(page)).toHaveCount(2)
})

test('the logs of a CronJob are those of its Jobs', async ({ signIn }) => {
  test.setTimeout(120_000)
  const name = `e2e-cron-${own.name.slice(-6)}`
  const program = "console.log('tick of ' + process.env.HOSTNAME)"
  const image = `--image=${cluster.image}`
  kubectl('admin', ['-n', 'shop', 'create', 'cronjob', name, image, '--schedule=0 0 1 1 *', '--', 'node', '-e', program])
  try {
    kubectl('admin', ['-n', 'shop', 'create', 'job', `${name}-1`, `--from=cronjob/${name}`])
    const { page, origin } = await signIn('viewer')
    await openLogs(page, `${origin}/resources/batch/v1/cronjobs/shop/${name}`)
    await expect(linesOf(page)).toHaveText([new RegExp(`^tick of ${name}-1-`)], { timeout: 60_000 })
  } finally {
    kubectl('admin', ['-n', 'shop', 'delete', 'cronjob', name, '--wait=false'])
  }
})

test('the last words of a pod that is deleted stay where they are read', async ({ signIn }) => {
  test.setTimeout(120_000)
  const name = `e2e-last-${own.name.slice(-6)}`
  const program = "console.log('last words'); process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)"
  kubectl('admin', ['-n', 'shop', 'run', name, `--image=${cluster.image}`, '--restart=Never', '--command', '--', 'node', '-e', program])
  try {
    kubectl('admin', ['-n', 'shop', 'wait', '--for=condition=Ready', `pod/${name}`, '--timeout=60s'])
    const { page, origin } = await signIn('viewer')
    await openLogs(page, `${origin}/resources/core/v1/pods/shop/${name}`)
    await expect(linesOf(page)).toHaveText(['last words'])
    kubectl('admin', ['-n', 'shop', 'delete', 'pod', name, '--grace-period=1'])
    await expect(logsOf(page)).toContainText('The pods could not be read again', { timeout: 30_000 })
    await expect(linesOf(page)).toHaveText(['last words'])
  } finally {
    kubectl('admin', ['-n', 'shop', 'delete', 'pod', name, '--ignore-not-found', '--wait=false'])
  }
})

/** What a page says to a terminal: the channel, and the text on it. */
type Frame = [channel: number, text: string]

async function openTerminal(page: Page, address: string) {
  const handshakes: Record<string, string>[] = []
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const sockets = new Set<string>()
  session.on('Network.webSocketCreated', ({ requestId, url }) => {
    if (url.includes('/api/v1/upgrade/')) sockets.add(requestId)
  })
  session.on('Network.webSocketHandshakeResponseReceived', ({ requestId, response }) => {
    if (sockets.has(requestId)) handshakes.push(Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value])))
  })
  const sent: Frame[] = []
  let closed = false
  page.on('websocket', socket => {
    if (!socket.url().includes('/api/v1/upgrade/')) return
    socket.on('framesent', ({ payload }) => {
      const bytes = Buffer.from(payload)
      sent.push([bytes[0] ?? -1, bytes.subarray(1).toString('utf8')])
    })
    socket.on('close', () => {
      closed = true
    })
  })
  await page.goto(address)
  await page.getByRole('tab', { name: 'Terminal' }).click()
  const terminal = page.getByRole('region', { name: 'Terminal' })
  await terminal.getByLabel('Command').fill('node -i')
  await terminal.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(terminal.getByRole('status')).toContainText('Connected')
  await expect(terminal).toContainText('>')
  const sizes = (): { Width: number; Height: number }[] => sent.filter(([channel]) => channel === 4).map(([, text]) => JSON.parse(text))
  return { terminal, handshakes, sizes, isClosed: () => closed }
}

test('a terminal that nobody told whether it may run says so, and opens once somebody does', async ({ signIn }) => {
  // Not the pod whose terminals another test counts.
  const [pod] = own.pods
  const { page, origin, expectConsole } = await signIn('admin')
  expectConsole(/net::ERR_FAILED/)
  const asked = Promise.withResolvers<void>()
  let isCut = true
  await page.route('**/api/v1/access', async route => {
    if (!isCut) return route.continue()
    await asked.promise
    return route.abort()
  })
  await page.goto(`${origin}/resources/core/v1/pods/shop/${pod}`)
  await page.getByRole('tab', { name: 'Terminal' }).click()
  const terminal = page.getByRole('region', { name: 'Terminal' })
  const run = terminal.getByRole('button', { name: 'Run', exact: true })
  await expect(run).toHaveAccessibleDescription('Asking what you may do…')
  asked.resolve()
  await expect(run).toHaveAccessibleDescription(/^The dashboard does not answer/)
  await expect(run).toHaveAttribute('aria-disabled', 'true')
  await run.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Why not' })).toContainText('The dashboard does not answer')
  await page.keyboard.press('Escape')
  // Nothing runs by the keyboard either.
  await terminal.getByLabel('Command').press('Enter')
  await expect(terminal.getByRole('status')).toHaveCount(0)
  // It asks again by itself.
  isCut = false
  await expect(run).toHaveAccessibleDescription('')
  await terminal.getByLabel('Command').fill('node -e 0')
  await run.click()
  await expect(terminal.getByRole('status')).toHaveText('The command has ended.')
})

test('a terminal speaks v5.channel.k8s.io, follows the size of the window, and leaving it ends its connection', async ({ signIn }) => {
  const [, pod] = own.pods
  const { page, origin } = await signIn('admin')
  const { terminal, handshakes, sizes, isClosed } = await openTerminal(page, `${origin}/resources/core/v1/pods/shop/${pod}`)
  expect(handshakes.map(headers => headers['sec-websocket-protocol'])).toEqual(['v5.channel.k8s.io'])

  await expect.poll(() => sizes().length).toBeGreaterThan(0)
  const before = sizes().at(-1)
  await page.setViewportSize({ width: 900, height: 700 })
  await expect.poll(() => sizes().at(-1)?.Width).toBeLessThan(before?.Width ?? 0)
  // The container's side knows it as well.
  await expect(async () => {
    await page.keyboard.type("'columns ' + process.stdout.columns + ' rows ' + process.stdout.rows\n")
    const { Width, Height } = sizes().at(-1) ?? { Width: 0, Height: 0 }
    await expect(terminal).toContainText(`'columns ${Width} rows ${Height}'`, { timeout: 2_000 })
  }).toPass()

  // What runs is left to itself, as it is when kubectl is killed: Kubernetes hangs up on nobody.
  const ended = () => auditEvents(event => event.stage === 'ResponseComplete' && event.requestURI.includes(`/pods/${pod}/exec?`)).length
  expect([isClosed(), ended()]).toEqual([false, 0])
  await page.getByRole('tab', { name: 'Overview' }).click()
  await expect.poll(isClosed).toBe(true)
  await expect.poll(ended, 'the kube-apiserver hears of it').toBe(1)
})
