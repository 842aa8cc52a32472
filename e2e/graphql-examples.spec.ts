import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { kubectl, type User, users } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { ask, callerOf } from './graphql/ask.ts'
import { batchOf } from './graphql/live-list.ts'
import { openSse } from './graphql/sse.ts'

// Every worked example of the documentation does what its page says, as the user it says: `# as: viewer`, `# expect: ok` or a code.
const folder = fileURLToPath(new URL('../docs/graphql/examples/', import.meta.url))
const files = readdirSync(folder).filter(name => name.endsWith('.graphql'))

test('there are examples', () => {
  expect(files.length).toBeGreaterThan(5)
})

for (const file of files) {
  const document = readFileSync(folder + file, 'utf8')
  const header = (name: string): string | undefined => new RegExp(`^# ${name}: *(.+?) *$`, 'm').exec(document)?.[1]
  const [user, expected] = [header('as'), header('expect')]
  test(`${file} as ${user} is answered ${expected}`, async () => {
    expect(users, 'a user of the demo').toContain(user)
    const variablesFile = folder + file.replace(/\.graphql$/, '.json')
    const variables = existsSync(variablesFile) ? (JSON.parse(readFileSync(variablesFile, 'utf8')) as Record<string, unknown>) : {}
    const caller = callerOf(user as User)
    if (/^subscription\b/m.test(document)) {
      const results = await openSse(caller, { query: document, variables })
      expect(batchOf(await results.next())).toMatchObject({ type: 'SNAPSHOT' })
      return results.close()
    }
    const answer = await ask(caller, document, variables)
    expect([answer.text.slice(0, 1_000), answer.codes]).toEqual([answer.text.slice(0, 1_000), expected === 'ok' ? [] : [expected]])
    if (expected === 'ok') expect(Object.values(answer.data).every(found => found !== null)).toBe(true)
  })
}

const client = fileURLToPath(new URL('../examples/graphql-client/main.ts', import.meta.url))
function startClient(command: string, user: User): ChildProcess {
  const { origin, token } = callerOf(user)
  return spawn(process.execPath, [client, command], {
    env: { ...process.env, LATCHKEY_URL: origin, LATCHKEY_SESSION: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

test('the example client lists what kubectl lists', async () => {
  const child = startClient('list', 'viewer')
  const [stdout, stderr] = await Promise.all([child.stdout, child.stderr].map(stream => text(stream as Readable)))
  const names = kubectl('viewer', ['get', 'certificates', '-A', '--no-headers']).trim().split('\n')
  expect([
    stderr,
    (stdout ?? '')
      .trim()
      .split('\n')
      .map(line => line.split(' ')[0])
      .sort(),
  ]).toEqual(['', names.map(line => line.split(/\s+/).slice(0, 2).join('/')).sort()])
})

test('the example client follows until it is interrupted, and is told what is denied', async () => {
  const child = startClient('follow', 'viewer')
  let stdout = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
  })
  await expect.poll(() => stdout).toContain('--- live')
  child.kill('SIGINT')
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(0)
  const denied = startClient('list', 'guest')
  const [, stderr] = await Promise.all([denied.stdout, denied.stderr].map(stream => text(stream as Readable)))
  expect(stderr).toContain('FORBIDDEN')
})
