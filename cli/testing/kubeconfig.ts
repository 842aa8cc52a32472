/** A kubeconfig with one context, cluster and user; `user` and `cluster` are its fields. */
export function kubeconfigYaml(options: {
  name?: string
  server?: string
  cluster?: Record<string, unknown>
  user?: Record<string, unknown>
  namespace?: string
}): string {
  const { name = 'one', server = 'https://127.0.0.1:1', cluster = {}, user = {}, namespace } = options
  // JSON is YAML.
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name, ...(namespace === undefined ? {} : { namespace }) } }],
  })
}
