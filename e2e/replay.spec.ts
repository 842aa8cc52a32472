import { expect, test } from './fixtures.ts'
import { errorCode, send } from './http.ts'
import { bearerOf, type LoggedIn, logInAt, openReplicas, type Replica, signInAt } from './replicas.ts'

test.describe.configure({ timeout: 180_000 })

const rounds = 10
const tokensEach = 5
const timesEach = 21

/** Spends every token many times at once, at both replicas in turn. */
async function spendAll(replicas: readonly Replica[], opened: readonly LoggedIn[], use: (replica: Replica, token: LoggedIn) => Promise<string>) {
  const all = opened.flatMap(token => Array.from({ length: timesEach }, (_, index) => ({ token, replica: replicas[index % replicas.length] as Replica })))
  // So that the uses of one token meet those of all others.
  all.sort((a, b) => (a.token.verifier + a.replica.pod < b.token.verifier + b.replica.pod ? -1 : 1))
  return Promise.all(all.map(({ token, replica }) => use(replica, token)))
}

/** How often each answer came. */
function counted(outcomes: readonly string[]): Record<string, number> {
  return Object.fromEntries([...new Set(outcomes)].map(outcome => [outcome, outcomes.filter(other => other === outcome).length]))
}

test('a wrapped token is good once: of 1,000 replays at two replicas at the same time none is accepted', async () => {
  const replicas = await openReplicas()
  try {
    expect(replicas).toHaveLength(2)
    const bearer = bearerOf('viewer')
    const outcomes: string[] = []
    // In rounds, so that a slow machine does not outlive the half minute that a token is good.
    for (let round = 0; round < rounds; round += 1) {
      const logIn = (_: unknown, index: number) => logInAt(replicas[index % 2] as Replica, bearer)
      const bound = await Promise.all(Array.from({ length: tokensEach }, logIn))
      outcomes.push(
        ...(await spendAll(replicas, bound, async (replica, token) => {
          const answer = await signInAt(replica, token)
          return answer.status === 200 ? 'accepted' : errorCode(answer)
        })),
      )
    }
    const tokens = rounds * tokensEach
    const replays = outcomes.length - tokens
    console.log(`replays accepted: ${outcomes.filter(outcome => outcome === 'accepted').length - tokens} of ${replays} over ${replicas.length} replicas`)
    expect(replays).toBe(1_000)
    expect(counted(outcomes)).toEqual({ accepted: tokens, WRAPPED_TOKEN_USED: replays })
  } finally {
    for (const replica of replicas) replica.close()
  }
})

test('neither is a link for an ingress, which nothing is bound to', async () => {
  const replicas = await openReplicas()
  try {
    const links = await Promise.all([0, 1].map(index => logInAt(replicas[index] as Replica, bearerOf('viewer'), { challenge: undefined })))
    const outcomes = await spendAll(replicas, links, async ({ origin }, { wrappedToken }) => {
      const answer = await send(`${origin}/login?${new URLSearchParams({ 'wrapped-token': wrappedToken })}`)
      return answer.status === 303 ? 'accepted' : errorCode(answer)
    })
    expect(counted(outcomes)).toEqual({ accepted: links.length, WRAPPED_TOKEN_USED: links.length * (timesEach - 1) })
  } finally {
    for (const replica of replicas) replica.close()
  }
})
