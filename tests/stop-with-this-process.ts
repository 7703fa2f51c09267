/**
 * Stops a server and removes its data when this process ends, in whatever way: no hook runs after
 * the last test, and none could when the process is killed. A shell waits for the end of its input,
 * which comes when the process is gone, or sooner when somebody ends it.
 */
export function stopWithThisProcess(
  pid: number,
  dataDir: string,
): Bun.Subprocess<'pipe', 'ignore', 'ignore'> {
  const script = 'trap "" INT TERM HUP; read -r _; kill -QUIT "$1"; rm -rf "$2"';
  const shell = Bun.spawn(['sh', '-c', script, 'sh', String(pid), dataDir], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
  });
  shell.unref();
  return shell;
}
