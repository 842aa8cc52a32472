import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { z } from 'zod'
import { isKeptGroup, keptScope, servedGroups } from '#domain/impersonation-scope.ts'
import { keptRoleName, readOnlyAnnotation } from '#domain/kept-role.ts'
import type { ServedResource } from '#domain/resource.ts'
import { toAppError } from '#errors/app-error.ts'
import type { ImpersonationMode } from './identity-headers.ts'
import type { OwnClient } from './own-client.ts'

const path = `/apis/rbac.authorization.k8s.io/v1/clusterroles/${keptRoleName}`
const roleSchema = z.looseObject({
  metadata: z.looseObject({ annotations: z.record(z.string(), z.string()).default({}) }),
  rules: z
    .array(z.looseObject({ apiGroups: z.array(z.string()).nullish() }))
    .nullish()
    .transform(rules => rules ?? []),
})

export type ScopeKeeperDeps = {
  client: OwnClient
  served: () => Promise<readonly ServedResource[]>
  mode: () => Promise<ImpersonationMode>
  logger: Logger
}

/**
 * Gives the server's ClusterRole of custom resources a rule for each group that came after the installation. It only ever
 * adds: a group that is not served for a moment is not forgotten, and `install` writes the list anew.
 */
export function createScopeKeeper({ client, served, mode, logger }: ScopeKeeperDeps) {
  let held = new Set<string>()
  let wake = (): void => undefined

  async function keep(): Promise<void> {
    if ((await mode()) === 'classic') return
    const groups = servedGroups(await served()).filter(({ group }) => isKeptGroup(group))
    if (groups.every(({ group }) => held.has(group))) return
    const role = roleSchema.parse(await client.json({ path }))
    held = new Set(role.rules.flatMap(({ apiGroups }) => apiGroups ?? []))
    const missing = groups.filter(({ group }) => !held.has(group))
    if (missing.length === 0) return
    const readOnly = role.metadata.annotations[readOnlyAnnotation] === 'true'
    await client.json({
      method: 'PUT',
      path: `${path}?fieldManager=latchkey-server`,
      body: { ...role, rules: [...role.rules, ...keptScope(missing, { readOnly })] },
    })
    for (const { group } of missing) held.add(group)
    logger.info({ event: 'groups-taken-up', groups: missing.map(({ group }) => group) }, 'acts on these for its users from now on')
  }

  async function nextLook(signal: AbortSignal): Promise<void> {
    const woken = new AbortController()
    wake = () => woken.abort()
    await delay(1_000, undefined, { signal, ref: false }).catch(() => undefined)
    await delay(9_000 + Math.random() * 1_000, undefined, { signal: AbortSignal.any([signal, woken.signal]), ref: false }).catch(() => undefined)
  }

  return {
    keep,
    /** Someone asks for a group that is not there: it may be new, or somebody has taken it away. */
    wake() {
      held = new Set()
      wake()
    },
    /** Looks now and then, and soon after `wake`, until `signal` aborts. */
    async run(signal: AbortSignal): Promise<void> {
      let lastTold = ''
      while (!signal.aborted) {
        await keep().catch(error => {
          const { code, message } = toAppError(error)
          // Another replica was first; the next look sees what it wrote.
          if (signal.aborted || code === 'CONFLICT' || message === lastTold) return
          lastTold = message
          logger.warn({ event: 'groups-not-taken-up', code, err: error }, 'custom resources that came after the installation stay out of reach')
        })
        await nextLook(signal)
      }
    },
  }
}
