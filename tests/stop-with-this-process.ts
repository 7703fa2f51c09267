type Watcher = Bun.Subprocess<'pipe', 'ignore', 'ignore'>;

/**
 * Stops a server and removes its data when this process ends: no hook runs after the last test, and
 * none could when the process is killed.
 */
export function stopWithThisProcess(pid: number, dataDir: string): Watcher {
  return onceThisProcessEnds('kill -QUIT "$1"; rm -rf "$2"', String(pid), dataDir);
}

/**
 * Runs a command when this process ends, in whatever way. A shell waits for the end of its input, which
 * comes when the process is gone, or sooner when somebody ends it.
 */
export function onceThisProcessEnds(command: string, ...words: readonly string[]): Watcher {
  const script = `trap "" INT TERM HUP; read -r _; ${command}`;
  const shell = Bun.spawn(['sh', '-c', script, 'sh', ...words], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
  });
  shell.unref();
  return shell;
}
