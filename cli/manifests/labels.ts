/** What every object of Latchkey carries, and what uninstall finds them by. */
export const labels: Readonly<Record<string, string>> = {
  'app.kubernetes.io/name': 'latchkey',
  'app.kubernetes.io/managed-by': 'latchkey',
}

/** Which pods are Latchkey's; a Deployment can never change it. */
export const podLabels: Readonly<Record<string, string>> = { 'app.kubernetes.io/name': 'latchkey' }

/** The label selector of a list request. */
export const labelSelector = Object.entries(labels)
  .map(([key, value]) => `${key}=${value}`)
  .join(',')

export const namespaceName = 'latchkey-system'
export const appName = 'latchkey'
