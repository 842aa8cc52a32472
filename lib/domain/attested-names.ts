import { loginRequestGroup } from '#contract/login.ts'

/** The APIService of LoginRequests: an APIService is always called VERSION.GROUP. */
export const attestedApiServiceName = `${loginRequestGroup.version}.${loginRequestGroup.group}`

/** The Secret with the certificates that the server serves LoginRequests with. */
export const attestedSecretName = 'latchkey-attested'
