/**
 * A port of the loopback interface that nobody listens on. Nobody else takes it in the moment until
 * the server does, or the server says so.
 */
export function freePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}
