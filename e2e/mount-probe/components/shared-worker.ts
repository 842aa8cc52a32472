import { double } from './double.ts'

self.addEventListener('connect', event => {
  const [port] = (event as MessageEvent).ports
  if (port) port.onmessage = (message: MessageEvent<number>) => port.postMessage(double(message.data))
})
