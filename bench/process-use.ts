import { readFile } from 'node:fs/promises';

/** What a process has used since it began. */
export interface ProcessUse {
  /** Of all its threads, in user and kernel mode. */
  readonly cpuSeconds: number;
  readonly residentMb: number;
}

/** Linux counts in hundredths of a second, on every architecture. */
const TICKS_A_SECOND = 100;

export async function useOf(pid: number): Promise<ProcessUse> {
  const [stat, status] = await Promise.all(
    ['stat', 'status'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
  );
  // Behind the name, which may hold spaces: the fields from the third on.
  const fields = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status ?? '')?.[1];
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
    residentMb: Number(kilobytes) / 1024,
  };
}
