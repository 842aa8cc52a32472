export function GET(): Response {
  return new Response(null, { status: 303, headers: { Location: '/about?from=handler' } })
}
