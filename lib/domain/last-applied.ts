/** Where kubectl apply keeps the whole object that it last applied, with every value in it. */
export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
