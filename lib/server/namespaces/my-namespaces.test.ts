import { describe, expect, test } from 'vitest'
import type { AccessQuestion, Capabilities } from '#contract/access.ts'
import type { PolicyRule } from '#domain/policy-rule.ts'
import type { ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { Services, Session } from '../services.ts'
import { createClock, sessionOf, someone } from '../testing/session-kit.ts'
import { createMyNamespaces } from './my-namespaces.ts'

type Cluster = {
  /** Keys of what may be listed cluster-wide. */
  listable: string[]
  namespaces: string[]
  projects: string[] | null
  rules: PolicyRule[] | null
  bindings: { namespace: string; subjects?: { kind: string; name: string; namespace?: string }[] }[]
  /** Where something is open. */
  open: string[]
  /** Two, so that there is a next one. */
  perPage: number
}

function setUp(cluster: Partial<Cluster> = {}) {
  const state: Cluster & { isDown: boolean } = {
    listable: [],
    namespaces: [],
    projects: null,
    rules: [],
    bindings: [],
    open: [],
    perPage: 2,
    isDown: false,
    ...cluster,
  }
  const asked: string[] = []
  const clock = createClock()
  const project = { group: 'project.openshift.io', resource: 'projects' } as ServedResource
  const page = (items: unknown[], next = '0') => {
    const from = Number(next)
    return { metadata: from + state.perPage < items.length ? { continue: String(from + state.perPage) } : {}, items: items.slice(from, from + state.perPage) }
  }
  const kubeGet = async (_: Session, path: string, { query = {} }: Parameters<Services['kubeGet']>[2] = {}): Promise<never> => {
    if (state.isDown) throw new AppError('CLUSTER_UNREACHABLE')
    asked.push(path)
    const named = (names: string[]) => names.map(name => ({ metadata: { name } }))
    const items: Record<string, unknown[]> = {
      '/api/v1/namespaces': named(state.namespaces),
      '/apis/project.openshift.io/v1/projects': named(state.projects ?? []),
      '/apis/rbac.authorization.k8s.io/v1/rolebindings': state.bindings.map(({ namespace, subjects }) => ({ metadata: { namespace }, subjects })),
    }
    return page(items[path] ?? [], query['continue']) as never
  }
  const lookedInto: string[][] = []
  const { find, findHeld } = createMyNamespaces({
    kubeGet: kubeGet as Services['kubeGet'],
    served: async () => (state.projects ? [project] : []),
    heldRules: async () => state.rules,
    reviewer: {
      ask: async () => ({ allowed: false, reason: 'no' }),
      review: async (_, questions: readonly AccessQuestion[]) =>
        questions.map(({ resource }) => ({ allowed: !state.isDown && state.listable.includes(resource), reason: 'no' })),
    },
    capabilities: {
      inNamespaces: async (_, namespaces) => {
        if (state.isDown) throw new AppError('CLUSTER_UNREACHABLE')
        lookedInto.push([...namespaces])
        return new Map(namespaces.map((namespace): [string, Capabilities] => [namespace, state.open.includes(namespace) ? { pods: ['list'] } : {}]))
      },
    },
    now: clock.now,
  })
  return { state, asked, clock, find, findHeld, lookedInto }
}
const session = sessionOf()

describe('my namespaces', () => {
  test('are all of the cluster where they may be listed, page by page', async () => {
    const { find, asked } = setUp({ listable: ['namespaces'], namespaces: ['e', 'b', 'c', 'd', 'a'] })
    expect(await find(session, ['gone'])).toEqual({ listable: true, open: ['a', 'b', 'c', 'd', 'e'], closed: [] })
    expect(asked).toEqual(Array(3).fill('/api/v1/namespaces'))
  })

  test('are those named where something is open, and the others are told apart', async () => {
    const { find, asked } = setUp({ open: ['shop', 'shop-staging', 'unknown'] })
    expect(await find(session, ['shop-staging', 'shop', 'payments'])).toEqual({ listable: false, open: ['shop', 'shop-staging'], closed: ['payments'] })
    expect(asked, 'nothing that would be refused').toEqual([])
  })

  test('are found by the projects of OpenShift, by rules that name them and by role bindings, where these may be read', async () => {
    const subject = [{ kind: 'User', name: someone.name }]
    const bindings = [
      { namespace: 'bound', subjects: subject },
      { namespace: 'others', subjects: [{ kind: 'User', name: 'somebody-else' }] },
      { namespace: 'nobodys' },
      { namespace: 'closed-binding', subjects: subject },
    ]
    const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['namespaces'], resourceNames: ['ruled', 'Not A Name'] }]
    const { state, find, clock, asked } = setUp({ projects: ['project-a'], rules, bindings, open: ['project-a', 'ruled', 'bound', 'others'] })
    expect((await find(session, [])).open).toEqual(['project-a', 'ruled'])
    expect(asked.join(), 'role bindings are not asked for in vain').not.toContain('rolebindings')
    state.listable = ['rolebindings']
    clock.advance(31_000)
    expect(await find(session, [])).toEqual({ listable: false, open: ['bound', 'project-a', 'ruled'], closed: [] })
  })

  test('of a ServiceAccount hold its own', async () => {
    const viewer = sessionOf({ identity: { ...someone, name: 'system:serviceaccount:shop:viewer' } })
    expect((await setUp({ open: ['shop'] }).find(viewer, [])).open).toEqual(['shop'])
  })

  test('are looked for once in half a minute, and at once by whoever comes meanwhile', async () => {
    const { find, asked, clock } = setUp({ listable: ['namespaces'], namespaces: ['a'] })
    await Promise.all([find(session, []), find(session, [])])
    await find(session, [])
    expect(asked).toHaveLength(1)
    clock.advance(31_000)
    await find(session, [])
    expect(asked).toHaveLength(2)
  })

  test('stay those that were named where the cluster does not answer, and are asked for anew after', async () => {
    const { state, find } = setUp({ open: ['shop'], projects: ['shop'] })
    state.isDown = true
    expect(await find(session, ['named'])).toEqual({ listable: false, open: ['named'], closed: [] })
    state.isDown = false
    expect(await find(session, ['named'])).toEqual({ listable: false, open: ['shop'], closed: ['named'] })
  })
})

describe('of a cluster with many namespaces, of which one is theirs', () => {
  const many = Array.from({ length: 2_500 }, (_, index) => `team-${String(index).padStart(4, '0')}`)
  const bound = { listable: ['namespaces'], namespaces: many, perPage: 500 }

  test('it is found, wherever it is in the order, and those named come first', async () => {
    const { findHeld } = setUp({ ...bound, open: ['team-1999', 'team-0300', 'zz-named'] })
    expect(await findHeld(session, ['zz-named'])).toEqual({ held: ['zz-named', 'team-0300', 'team-1999'], unlooked: many.slice(2_000) })
  })

  test('what is held in the whole cluster too makes none of them theirs', async () => {
    const { findHeld } = setUp({ ...bound, open: ['-', 'team-0001'] })
    expect((await findHeld(session, [])).held).toEqual([])
  })

  test('all are looked into once in half a minute, and what is named each time', async () => {
    const all = many.slice(0, 201)
    const { findHeld, lookedInto, clock } = setUp({ ...bound, namespaces: all, open: ['team-0007'] })
    await Promise.all([findHeld(session, []), findHeld(session, ['c'])])
    expect((await findHeld(session, ['c'])).held).toEqual(['team-0007'])
    expect(lookedInto).toEqual([
      ['-', ...all],
      ['-', 'c'],
      ['-', 'c'],
    ])
    clock.advance(31_000)
    await findHeld(session, [])
    expect(lookedInto.at(-1)).toEqual(['-', ...all])
  })

  test('where there are not so many, what was given since is found at once', async () => {
    const { state, findHeld } = setUp({ ...bound, namespaces: ['a', 'b'], open: [] })
    expect((await findHeld(session, [])).held).toEqual([])
    state.open = ['b']
    expect((await findHeld(session, [])).held).toEqual(['b'])
  })

  test('a cluster that does not answer is no cluster without rights', async () => {
    const { state, findHeld } = setUp({ ...bound, namespaces: ['a'], open: ['a'] })
    await findHeld(session, [])
    state.isDown = true
    await expect(findHeld(session, ['named'])).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    state.isDown = false
    expect((await findHeld(session, ['named'])).held).toEqual(['a'])
  })
})
