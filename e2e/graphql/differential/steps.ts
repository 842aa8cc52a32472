import type { Kube, KubeObject } from '../kube.ts'
import type { Random } from './random.ts'
import { runLabel, type TestResource, type World } from './world.ts'

/** One change of the cluster, told in a line that says how to do it again. */
export type Step = { text: string; touchesRights: boolean; run(kube: Kube): Promise<void> }

const rbac = '/apis/rbac.authorization.k8s.io/v1'
const names = ['one', 'two', 'three', 'four'] as const

/** Where an object of a resource is, or would be. */
export function objectPath({ group, version }: World, { plural }: TestResource, namespace: string, name = ''): string {
  const scope = namespace === '' ? '' : `/namespaces/${namespace}`
  return `/apis/${group}/${version}${scope}/${plural}${name === '' ? '' : `/${name}`}`
}

/** Rights change in four of ten steps; whoever has none sees nothing, so more is given than taken. */
export function randomStep(world: World, random: Random): Step {
  if (random.chance(0.6)) return objectStep(world, random)
  return random.chance(0.35) ? roleStep(world, random) : random.chance(0.3) ? removeRights(world, random) : bindingStep(world, random)
}

function objectStep(world: World, random: Random): Step {
  const resource = random.pick(world.resources)
  const namespace = resource.namespaced ? random.pick(world.namespaces) : ''
  const name = `object-${random.below(6)}`
  const path = objectPath(world, resource, namespace, name)
  if (random.chance(0.3)) return { text: `delete ${path}`, touchesRights: false, run: kube => kube.remove(path) }
  const labels = { tier: random.pick(['gold', 'iron']) }
  const object: KubeObject = {
    apiVersion: `${world.group}/${world.version}`,
    kind: resource.kind,
    metadata: { name, ...(namespace === '' ? {} : { namespace }), labels },
    spec: { size: random.below(100), color: random.pick(['red', 'blue', 'green']) },
  }
  return {
    text: `apply ${path} ${JSON.stringify(object['spec'])} ${labels.tier}`,
    touchesRights: false,
    run: async kube => void (await kube.apply(path, object)),
  }
}

/** Never `*` verbs: with them a test user could do more to the cluster than look at it. */
function randomRule(world: World, random: Random): Record<string, string[]> {
  const verbs = random.chance(0.6) ? ['get', 'list', 'watch'] : random.some(['get', 'list', 'watch'], 0.6)
  return {
    apiGroups: [random.pick([world.group, world.group, world.group, '*', 'other.latchkey.test'])],
    resources: random.chance(0.25) ? ['*'] : random.some(['widgets', 'gadgets', 'widgets/status'], 0.6),
    verbs: verbs.length > 0 ? verbs : ['get'],
    ...(random.chance(0.15) ? { resourceNames: [`object-${random.below(6)}`] } : {}),
  }
}

function rulesOf(world: World, random: Random): Array<Record<string, string[]>> {
  return Array.from({ length: random.below(3) }, () => randomRule(world, random)).filter(({ resources }) => resources && resources.length > 0)
}

function roleStep(world: World, random: Random): Step {
  const namespace = random.chance(0.5) ? random.pick(world.namespaces) : ''
  const { path, object } = role(world, namespace, random.pick(names), rulesOf(world, random))
  return { text: `apply ${path} ${JSON.stringify(object['rules'])}`, touchesRights: true, run: async kube => void (await kube.apply(path, object)) }
}

function role(world: World, namespace: string, name: string, rules: unknown) {
  const metadata = namespace === '' ? { name: `diff-${world.tag}-${name}`, labels: { [runLabel]: world.tag } } : { name, namespace }
  const path = namespace === '' ? `${rbac}/clusterroles/${metadata.name}` : `${rbac}/namespaces/${namespace}/roles/${name}`
  return { path, object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: namespace === '' ? 'ClusterRole' : 'Role', metadata, rules } as KubeObject }
}

function randomSubject(world: World, random: Random): Record<string, string> {
  const apiGroup = 'rbac.authorization.k8s.io'
  const groups = [...world.teams, `system:serviceaccounts:${world.namespaces[0]}`]
  if (random.chance(0.35)) return { kind: 'Group', apiGroup, name: random.pick(groups) }
  const { identity } = random.pick(world.users)
  const [, , namespace = '', name = ''] = identity.name.split(':')
  return identity.name.startsWith('system:serviceaccount:') ? { kind: 'ServiceAccount', namespace, name } : { kind: 'User', apiGroup, name: identity.name }
}

/** What a binding binds cannot be changed, so each is taken away before it is given. */
function bindingStep(world: World, random: Random): Step {
  const namespace = random.chance(0.6) ? random.pick(world.namespaces) : ''
  const kind = namespace === '' || random.chance(0.5) ? 'ClusterRole' : 'Role'
  const roleName = random.pick(names)
  const own = random.pick(names)
  const name = namespace === '' ? `diff-${world.tag}-${own}` : own
  const path = namespace === '' ? `${rbac}/clusterrolebindings/${name}` : `${rbac}/namespaces/${namespace}/rolebindings/${name}`
  const subjects = Array.from({ length: 1 + random.below(2) }, () => randomSubject(world, random))
  const object: KubeObject = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: namespace === '' ? { name, labels: { [runLabel]: world.tag } } : { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: kind === 'ClusterRole' ? `diff-${world.tag}-${roleName}` : roleName },
    subjects,
  }
  return {
    text: `bind ${path} to ${kind} ${roleName} for ${subjects.map(subject => subject['name']).join(', ')}`,
    touchesRights: true,
    async run(kube) {
      await kube.remove(path)
      await kube.apply(path, object)
    },
  }
}

function removeRights(world: World, random: Random): Step {
  const namespace = random.chance(0.6) ? random.pick(world.namespaces) : ''
  const name = random.pick(names)
  const kind = random.chance(0.6) ? 'rolebindings' : 'roles'
  const path = namespace === '' ? `${rbac}/cluster${kind}/diff-${world.tag}-${name}` : `${rbac}/namespaces/${namespace}/${kind}/${name}`
  return { text: `delete ${path}`, touchesRights: true, run: kube => kube.remove(path) }
}

/** To begin with: roles that grant something, and objects in every place. */
export function firstSteps(world: World, random: Random): Step[] {
  const looking = [{ apiGroups: [world.group], resources: ['*'], verbs: ['get', 'list', 'watch'] }]
  const roles = names.flatMap(name =>
    ['', ...world.namespaces].map(namespace => role(world, namespace, name, name === 'one' ? looking : rulesOf(world, random))),
  )
  return [
    ...roles.map(({ path, object }) => ({
      text: `apply ${path} ${JSON.stringify(object['rules'])}`,
      touchesRights: true,
      run: async (kube: Kube) => void (await kube.apply(path, object)),
    })),
    ...Array.from({ length: 5 }, () => bindingStep(world, random)),
    ...Array.from({ length: 12 }, () => objectStep(world, random)),
  ]
}
