/**
 * What a code generator would write for the two operations below (docs/graphql.md, "Types for your own code"), written by hand.
 * Every output may be null: a stored object need not have what its schema has.
 */
export type Health = { level: 'OK' | 'PROGRESSING' | 'WARNING' | 'FAILING' | 'UNKNOWN'; word: string; detail: string }
export type Certificate = {
  metadata: { namespace: string | null; name: string | null } | null
  spec: { dnsNames: (string | null)[] | null } | null
  status: { notAfter: string | null } | null
  _health: Health
}

export const listCertificates = `query Certificates($first: Int, $after: String) {
  cert__manager_io {
    v1 {
      certificates(sortBy: [{ field: HEALTH }, { field: NAME }], first: $first, after: $after) {
        items { ...Certificate }
        total
        pageInfo { endCursor }
      }
    }
  }
}
fragment Certificate on cert__manager_io_v1_Certificate {
  metadata { namespace name }
  spec { dnsNames }
  status { notAfter }
  _health { level word detail }
}`
export type CertificateList = {
  cert__manager_io: { v1: { certificates: { items: Certificate[]; total: number | null; pageInfo: { endCursor: string | null } } } }
}

export const followCertificates = `subscription FollowCertificates($resumeFrom: String) {
  cert__manager_io_v1_certificates(resumeFrom: $resumeFrom) {
    type
    isFirst
    isComplete
    token
    changes { type key object { ...Certificate } }
  }
}
fragment Certificate on cert__manager_io_v1_Certificate {
  metadata { namespace name }
  spec { dnsNames }
  status { notAfter }
  _health { level word detail }
}`
export type CertificateBatch = {
  cert__manager_io_v1_certificates: {
    type: 'SNAPSHOT' | 'DELTA'
    isFirst: boolean
    isComplete: boolean
    token: string
    changes: { type: 'ADDED' | 'MODIFIED' | 'DELETED'; key: string; object: Certificate | null }[]
  }
}
