import type { Tab } from './tab.ts'

export type EchoTarget = { namespace: string; pod: string }

/**
 * Opens a WebSocket from the page to `cat` in a pod (the kube-apiserver's own exec, subprotocol v5.channel.k8s.io),
 * sends `text`, closes stdin, and resolves with what came back and with the Status that ends it. The kube-apiserver's
 * path and query stand base64url-encoded in the path, since a service proxy drops the query of an upgrade.
 * Rejects where the connection does not come about; `withProof` false leaves out the page's proof.
 */
export function echoThroughPod(tab: Tab, { namespace, pod }: EchoTarget, text: string, withProof = true): Promise<{ echoed: string; status: string }> {
  const query = new URLSearchParams({ stdin: 'true', stdout: 'true', stderr: 'true' })
  for (const word of ['node', '-e', 'process.stdin.pipe(process.stdout)']) query.append('command', word)
  const target = Buffer.from(`/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`).toString('base64url')
  const url = tab.at(`/api/v1/upgrade/${target}`).replace(/^http/, 'ws')
  return tab.page.evaluate(
    ({ url, text, withProof }) => {
      const proof = document.querySelector('meta[name="latchkey-proof"]')?.getAttribute('content')
      if (!proof) throw new Error('the page holds no proof')
      const socket = new WebSocket(url, ['v5.channel.k8s.io', ...(withProof ? [`latchkey.proof.${proof}`] : [])])
      socket.binaryType = 'arraybuffer'
      const [stdin, stdout, error, close] = [0, 1, 3, 255]
      let echoed = ''
      return new Promise<{ echoed: string; status: string }>((resolve, reject) => {
        socket.onopen = () => socket.send(new Uint8Array([stdin, ...new TextEncoder().encode(text)]))
        socket.onmessage = ({ data }) => {
          const [channel = -1, ...payload] = new Uint8Array(data as ArrayBuffer)
          const received = new TextDecoder().decode(new Uint8Array(payload))
          if (channel === error) resolve({ echoed, status: (JSON.parse(received) as { status: string }).status })
          if (channel !== stdout) return
          echoed += received
          if (echoed === text) socket.send(new Uint8Array([close, stdin]))
        }
        socket.onclose = ({ code }) => reject(new Error(`the connection ended with ${code}, after “${echoed}”`))
      })
    },
    { url, text, withProof },
  )
}
