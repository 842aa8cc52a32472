import type { ClusterInfo, ProviderName } from './cluster-info.ts'

/** One way of having a Kubernetes on this machine. */
export interface ClusterProvider {
  readonly name: ProviderName
  /** Starts a fresh cluster; the place must have been cleaned by `remove`. Admin's kubeconfig is written, the other users are not made. */
  create(): Promise<ClusterInfo>
  /** Whether the recorded cluster runs, answers, and is of the version this checkout wants. */
  isHealthy(info: ClusterInfo): Promise<boolean>
  /** Removes the cluster, or what a failed or killed run left of one; does nothing where there is none. */
  remove(): Promise<void>
  /** Gives the node an image from a docker-archive. */
  importImage(archive: string, ref: string): Promise<void>
}
