import { connect } from 'node:net';

/**
 * Sends bytes as they are and gives all that comes back until the server hangs up, so what is
 * sent must ask for that (`Connection: close`) or be refused.
 */
export function rawRequest(
  port: number,
  chunks: readonly (string | Uint8Array)[],
): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const chunk of chunks) socket.write(chunk);
    });
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      received += text;
    });
    socket.on('error', (error) => (received === '' ? reject(error) : resolve(received)));
    socket.on('close', () => resolve(received));
  });
}

export function statusOf(raw: string): number {
  return Number(/^HTTP\/1\.1 (?<status>\d{3})/.exec(raw)?.groups?.status ?? 0);
}
