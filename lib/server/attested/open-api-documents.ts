import { loginRequestGroup } from '#contract/login.ts'

const { group, version, resource, kind } = loginRequestGroup
const path = `/apis/${group}/${version}/${resource}`
const name = 'dev.latchkey.login.v1.LoginRequest'
const gvk = { group, version, kind }
const info = { title: 'Latchkey LoginRequests', version }

const text = (description: string) => ({ type: 'string', description })

/** What a LoginRequest is (contract/login.ts), for `kubectl explain`; the aggregator complains in its log without it. */
const schema = {
  type: 'object',
  description: 'Signs its creator in to Latchkey. The kube-apiserver says who that is; nothing is stored.',
  properties: {
    apiVersion: text('login.latchkey.dev/v1'),
    kind: text('LoginRequest'),
    metadata: { type: 'object', description: 'Not used.' },
    spec: {
      type: 'object',
      description: 'How to sign in.',
      properties: {
        challenge: text('S256 challenge of the verifier that the wrapped token is bound to.'),
        handover: text("How the wrapped token travels: 'link' (default) or 'code'."),
        renews: text('Session token of the same user whose session goes on.'),
        renewing: { type: 'boolean', description: 'Whether the caller will renew the session, so that it need live for minutes only.' },
        credentialExpiresAt: text('When the credential of the caller ends, where the caller knows (RFC 3339). It only ever shortens the session.'),
        certificate: text("PEM of the caller's client certificate, no key: the session may last until its end, where the kube-apiserver vouches for its hash."),
      },
    },
    status: { type: 'object', description: 'The session: user, token, wrappedToken, expiresAt. It is a secret.', 'x-kubernetes-preserve-unknown-fields': true },
  },
  'x-kubernetes-group-version-kind': [gvk],
}

const create = {
  description: 'create a LoginRequest',
  operationId: 'createLoginLatchkeyDevV1LoginRequest',
  tags: ['loginLatchkeyDev_v1'],
  'x-kubernetes-action': 'post',
  'x-kubernetes-group-version-kind': gvk,
}
const queries = ['dryRun', 'fieldManager', 'fieldValidation']

const v2 = {
  swagger: '2.0',
  info,
  paths: {
    [path]: {
      post: {
        ...create,
        consumes: ['application/json'],
        produces: ['application/json'],
        parameters: [
          { name: 'body', in: 'body', required: true, schema: { $ref: `#/definitions/${name}` } },
          ...queries.map(query => ({ name: query, in: 'query', type: 'string', uniqueItems: true })),
        ],
        responses: { 201: { description: 'Created', schema: { $ref: `#/definitions/${name}` } } },
      },
    },
  },
  definitions: { [name]: schema },
}

const content = { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } }
const v3 = {
  openapi: '3.0.0',
  info,
  paths: {
    [path]: {
      post: {
        ...create,
        parameters: queries.map(query => ({ name: query, in: 'query', schema: { type: 'string' } })),
        requestBody: { required: true, content },
        responses: { 201: { description: 'Created', content } },
      },
    },
  },
  components: { schemas: { [name]: schema } },
}

/** OpenAPI by path, as the kube-apiserver's aggregator asks for it. */
export const openApiDocuments: Readonly<Record<string, unknown>> = {
  '/openapi/v2': v2,
  '/openapi/v3': { paths: { [`apis/${group}/${version}`]: { serverRelativeURL: `/openapi/v3/apis/${group}/${version}` } } },
  [`/openapi/v3/apis/${group}/${version}`]: v3,
}
