import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { SpoiltDelivery } from './fault-answers.ts';

export interface Delivery {
  readonly answer: Answer;
  readonly how: 'whole' | SpoiltDelivery;
}

/** Puts an answer on the wire, or as much of it as a fault lets through. */
export function sendAnswer(response: ServerResponse, { answer, how }: Delivery): void {
  const { socket } = response;
  if (how === 'dropped') {
    socket?.destroy();
    return;
  }
  if (how === 'reset') {
    socket?.resetAndDestroy();
    return;
  }
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.byteLength });
  if (how === 'whole') {
    response.end(body);
    return;
  }
  const half = body.subarray(0, Math.floor(body.byteLength / 2));
  response.write(half, () => {
    if (how === 'cutBody') socket?.destroy();
  });
}
