/** A DNS label, and names of those with dots between (apiserver authentication/serviceaccount SplitUsername); all else is the name of a user. */
const userName =
  /^system:serviceaccount:([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?):(?=.{1,253}$)([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)$/

/** The ServiceAccount that a user's name stands for; null for everybody else. */
export function parseServiceAccount(user: string): { namespace: string; name: string } | null {
  const [, namespace, name] = userName.exec(user) ?? []
  return namespace === undefined || name === undefined ? null : { namespace, name }
}

/** The groups of every ServiceAccount of a namespace. */
export function serviceAccountGroups(namespace: string): string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
}

export function serviceAccountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`
}
