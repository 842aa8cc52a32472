import { makeManyVirtualServices } from '../demo/many.ts'
import { cluster, kubectl } from '../e2e/cluster.ts'
import { benchMounts } from './mounts.ts'
import { benchPages } from './pages.ts'
import { benchProxiedGet } from './proxied-get.ts'

// Paired measurements against the cluster of LATCHKEY_TEST_CLUSTER (see bench/README.md). Figures go to stdout.
const namespace = 'bench-0'
const [what = 'all'] = process.argv.slice(2)

if (what === 'all' || what === 'get') process.stdout.write(`${await benchProxiedGet(300)}\n\n`)
if (what === 'all' || what === 'pages') {
  await makeManyVirtualServices({ kubectl: cluster.kubectl, kubeconfig: cluster.kubeconfigs.admin }, { count: 1000, namespaces: 1 })
  try {
    const ref = 'networking.istio.io/v1'
    process.stdout.write(
      `${await benchPages(5, `/resources/${ref}/virtualservices?namespace=${namespace}`, `/apis/${ref}/namespaces/${namespace}/virtualservices`)}\n`,
    )
  } finally {
    kubectl('admin', ['delete', 'namespace', namespace, '--wait=false'])
  }
}
if (what === 'all' || what === 'mounts') process.stdout.write(`\n${await benchMounts(60, 3)}\n`)
