import { createHash } from 'node:crypto'
import type { Identity } from '#contract/identity.ts'
import { AppError } from '#errors/app-error.ts'
import type { CertificateFields } from '../x509/read-certificate.ts'

const commonName = '2.5.4.3'
const organization = '2.5.4.10'
/** Of the CNCF (apiserver pkg/authentication/request/x509, on by default since Kubernetes 1.34). */
const uidAttribute = '1.3.6.1.4.1.57683.2'
/** authentication/user.CredentialIDKey. */
const credentialIdKey = 'authentication.kubernetes.io/credential-id'

/**
 * Who the kube-apiserver takes the owner of a client certificate for (CommonNameUserConversion and AuthenticatedGroupAdder
 * of k8s.io/apiserver): CN is the name, every O a group, whole as it is. Throws CREDENTIAL_REJECTED where it is nobody.
 */
export function identityOfCertificate({ der, subjectAttributes }: CertificateFields): Identity {
  const valuesOf = (oid: string): string[] => subjectAttributes.filter(attribute => attribute.oid === oid).map(({ value }) => value ?? unreadable())
  // pkix.Name keeps the last.
  const name = valuesOf(commonName).at(-1) ?? ''
  if (name === '' || name === 'system:anonymous') throw new AppError('CREDENTIAL_REJECTED', 'The client certificate names no user: its subject has no CN.')
  const uids = valuesOf(uidAttribute)
  if (uids.length > 1 || uids[0] === '') throw new AppError('CREDENTIAL_REJECTED', 'The client certificate has more than one UID, or an empty one.')
  const groups = valuesOf(organization)
  const isMarked = groups.includes('system:authenticated') || groups.includes('system:unauthenticated')
  return {
    name,
    uid: uids[0] ?? '',
    groups: isMarked ? groups : [...groups, 'system:authenticated'],
    extra: { [credentialIdKey]: [`X509SHA256=${createHash('sha256').update(der).digest('hex')}`] },
  }
}

function unreadable(): never {
  throw new AppError('CREDENTIAL_REJECTED', 'The subject of the client certificate is written in a way that Latchkey does not read.')
}
