import { writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { auditPolicy } from '../audit-policy.ts'
import { authenticatorPaths, writeAuthenticators } from './authenticators.ts'
import { startDaemon } from './daemons.ts'
import { kubeconfigPath } from './keys.ts'
import { bridgeAddress, type NodePaths, podCidr, serviceCidr } from './node-paths.ts'
import type { NodePorts } from './ports.ts'

/**
 * With a hundred and thirty definitions it holds a gigabyte and more, and makes as much anew every few seconds: collecting that as often as
 * Go does unasked took 59 % of its processor time. About a third of the machine, as other work runs beside it: from there on it collects as often as it has to.
 */
const rareCollection = { GOGC: '400', GOMEMLIMIT: String(Math.floor(totalmem() / 3)) }

/** Starts etcd and the kube-apiserver; the kube-apiserver waits for etcd by itself. */
export async function startApiServer(paths: NodePaths, program: string, ports: NodePorts): Promise<void> {
  const key = (name: string) => join(paths.keys, name)
  const etcdUrl = `https://127.0.0.1:${ports.etcdClient}`
  const peerUrl = `https://127.0.0.1:${ports.etcdPeer}`
  await startDaemon(paths, 'etcd', program, [
    `--data-dir=${join(paths.data, 'etcd')}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--client-cert-auth',
    '--peer-client-cert-auth',
    `--trusted-ca-file=${key('etcd-ca.crt')}`,
    `--peer-trusted-ca-file=${key('etcd-ca.crt')}`,
    `--cert-file=${key('etcd.crt')}`,
    `--key-file=${key('etcd.key')}`,
    `--peer-cert-file=${key('etcd.crt')}`,
    `--peer-key-file=${key('etcd.key')}`,
    '--log-level=warn',
    // A demo cluster's data need not survive a power cut.
    '--unsafe-no-fsync',
  ])
  const policy = join(paths.config, 'audit-policy.json')
  await writeFile(policy, JSON.stringify(auditPolicy))
  await writeAuthenticators(paths, ports)
  await startDaemon(
    paths,
    'kube-apiserver',
    program,
    [
      // Loopback for people, the bridge for pods; LATCHKEY-INPUT keeps everyone else out.
      '--bind-address=0.0.0.0',
      `--secure-port=${ports.apiserver}`,
      `--advertise-address=${bridgeAddress}`,
      `--etcd-servers=${etcdUrl}`,
      `--etcd-cafile=${key('etcd-ca.crt')}`,
      `--etcd-certfile=${key('etcd-client.crt')}`,
      `--etcd-keyfile=${key('etcd-client.key')}`,
      `--tls-cert-file=${key('kube-apiserver.crt')}`,
      `--tls-private-key-file=${key('kube-apiserver.key')}`,
      `--client-ca-file=${key('ca.crt')}`,
      `--authentication-config=${authenticatorPaths(paths).authenticationConfig}`,
      `--authentication-token-webhook-config-file=${authenticatorPaths(paths).webhookConfig}`,
      '--authentication-token-webhook-version=v1',
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--allow-privileged',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${key('service-account.pub')}`,
      `--service-account-signing-key-file=${key('service-account.key')}`,
      `--service-cluster-ip-range=${serviceCidr}`,
      `--kubelet-client-certificate=${key('kubelet-client.crt')}`,
      `--kubelet-client-key=${key('kubelet-client.key')}`,
      `--kubelet-certificate-authority=${key('ca.crt')}`,
      '--kubelet-preferred-address-types=InternalIP',
      `--requestheader-client-ca-file=${key('front-proxy-ca.crt')}`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-username-headers=X-Remote-User',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      `--proxy-client-cert-file=${key('front-proxy-client.crt')}`,
      `--proxy-client-key-file=${key('front-proxy-client.key')}`,
      '--enable-aggregator-routing=true',
      `--audit-policy-file=${policy}`,
      `--audit-log-path=${paths.auditLog}`,
      '--audit-log-maxsize=200',
      '--audit-log-maxbackup=1',
      '--event-ttl=6h',
    ],
    rareCollection,
  )
}

/** Starts what works through the kube-apiserver; call it once that is ready. */
export async function startControllers(paths: NodePaths, program: string, ports: NodePorts): Promise<void> {
  const key = (name: string) => join(paths.keys, name)
  await startDaemon(paths, 'kube-controller-manager', program, [
    `--kubeconfig=${kubeconfigPath(paths, 'kube-controller-manager')}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.controllerManager}`,
    '--leader-elect=false',
    '--use-service-account-credentials',
    `--service-account-private-key-file=${key('service-account.key')}`,
    `--root-ca-file=${key('ca.crt')}`,
    `--cluster-signing-cert-file=${key('ca.crt')}`,
    `--cluster-signing-key-file=${key('ca.key')}`,
    `--cluster-cidr=${podCidr}`,
    `--flex-volume-plugin-dir=${join(paths.kubelet, 'volume-plugins')}`,
    `--service-cluster-ip-range=${serviceCidr}`,
  ])
  await startDaemon(paths, 'kube-scheduler', program, [
    `--kubeconfig=${kubeconfigPath(paths, 'kube-scheduler')}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.scheduler}`,
    '--leader-elect=false',
  ])
}
