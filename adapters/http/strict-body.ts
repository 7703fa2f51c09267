import { z } from 'zod';

/** An object without unknown fields; a fault names the known ones and never repeats what was sent. */
export function strictBody<Shape extends z.core.$ZodShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `Has unknown fields; known are: ${known}.` : undefined,
  });
}
