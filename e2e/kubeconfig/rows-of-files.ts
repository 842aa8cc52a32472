import { base64, kubeconfig, type Rows, row } from './row.ts'

/** Which files are read, how they are merged, and what the flags pick from them. */
export const rowsOfFiles: Rows = {
  'KUBECONFIG: the first file to set an entry wins, whole, and missing files are skipped': given => ({
    files: {
      a: kubeconfig(given, { name: 'same' }),
      b: kubeconfig(given, { name: 'same', server: 'https://127.0.0.1:1', user: { token: 'other', as: 'nobody' } }),
    },
    env: { KUBECONFIG: 'FOLDER/none:FOLDER/a:FOLDER/b:FOLDER/a' },
  }),
  'KUBECONFIG: the first current-context wins, and its parts may stand in other files': given => ({
    files: {
      a: JSON.stringify({ 'current-context': 'mine', contexts: [{ name: 'mine', context: { cluster: 'one', user: 'two' } }] }),
      b: kubeconfig(given, { name: 'one', user: {} }),
      c: kubeconfig(given, { name: 'two', server: 'https://127.0.0.1:1' }),
    },
    env: { KUBECONFIG: 'FOLDER/a:FOLDER/b:FOLDER/c' },
  }),
  '~/.kube/config': given => ({ files: { '.kube/config': kubeconfig(given) }, env: { KUBECONFIG: '' } }),
  '--kubeconfig beats KUBECONFIG': given =>
    row(
      given,
      {},
      { files: { other: kubeconfig(given, { user: { token: 'wrong' } }) }, env: { KUBECONFIG: 'FOLDER/other' }, flags: ['--kubeconfig=FOLDER/config'] },
    ),
  'several contexts: --context': given => ({
    files: { a: kubeconfig(given, { name: 'one', user: { token: 'wrong' } }), b: kubeconfig(given, { name: 'two' }) },
    env: { KUBECONFIG: 'FOLDER/a:FOLDER/b' },
    flags: ['--context=two'],
  }),
  'several users and clusters: --user and --cluster': given => ({
    files: { a: kubeconfig(given, { name: 'one', server: 'https://127.0.0.1:1', user: { token: 'wrong' } }), b: kubeconfig(given, { name: 'two' }) },
    env: { KUBECONFIG: 'FOLDER/a:FOLDER/b' },
    flags: ['--user=two', '--cluster=two'],
  }),
  'paths are relative to the file that holds them': given => ({
    files: {
      'deep/config': kubeconfig(given, {
        cluster: { 'certificate-authority-data': undefined, 'certificate-authority': 'pki/ca.crt' },
        user: { 'client-certificate': 'pki/me.crt', 'client-key': './pki/me.key' },
      }),
      'deep/pki/ca.crt': given.ca,
      'deep/pki/me.crt': given.admin.cert,
      'deep/pki/me.key': given.admin.key,
    },
    env: { KUBECONFIG: 'FOLDER/deep/config' },
  }),
  'YAML with anchors, merge keys, comments and null fields': given => ({
    files: {
      config: `# mine\napiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: &c\n    server: ${given.server}\n    certificate-authority-data: ${base64(given.ca)}\n- name: d\n  cluster:\n    <<: *c\n    tls-server-name: localhost\nusers:\n- name: u\n  user:\n    username: null\n    token: ${given.token}\ncontexts:\n- {name: x, context: {cluster: d, user: u}}\ncurrent-context: x\npreferences: {}\n`,
    },
  }),
  'a --kubeconfig that is not there': given => row(given, {}, { flags: ['--kubeconfig=FOLDER/none'], refusal: /kubeconfig .*none does not exist/ }),
  'no kubeconfig at all': () => ({ files: {}, env: { KUBECONFIG: 'FOLDER/none' }, refusal: /no kubeconfig \(looked for .*none\)/ }),
  'a file that is not YAML': () => ({ files: { config: 'a: [' }, refusal: /config is not YAML/ }),
  'a field of the wrong kind': () => ({
    files: { config: '{"apiVersion":"v1","kind":"Config","users":[{"name":"a","user":{"token":5}}]}' },
    refusal: /users\.0\.user\.token/,
  }),
  'two entries of one name': given => ({
    files: {
      config: JSON.stringify({
        ...JSON.parse(kubeconfig(given)),
        users: [
          { name: 'one', user: {} },
          { name: 'one', user: {} },
        ],
      }),
    },
    refusal: /two entries named "one" in users/,
  }),
  'a context that does not exist': given => row(given, {}, { flags: ['--context=gone'], refusal: /context "gone" does not exist/ }),
  'a current context that does not exist': given => ({
    files: { config: JSON.stringify({ ...JSON.parse(kubeconfig(given)), 'current-context': 'gone' }) },
    refusal: /context "gone" does not exist/,
  }),
  'a user that does not exist': given => row(given, {}, { flags: ['--user=gone'], refusal: /user "gone"/ }),
  'a context of a user that does not exist': given => ({
    files: { config: JSON.stringify({ ...JSON.parse(kubeconfig(given)), users: [] }) },
    refusal: /user "one"/,
  }),
  'a cluster that does not exist': given => row(given, {}, { flags: ['--cluster=gone'], refusal: /cluster "gone"/ }),
}
