/** Three events, then silence until the client leaves. */
export function GET(request: Request): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const n of [1, 2, 3]) controller.enqueue(encoder.encode(`data: ${n}\n\n`))
      request.signal.addEventListener('abort', () => controller.close())
    },
  })
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
}
