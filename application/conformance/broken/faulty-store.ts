import type { TenantId } from '@annals/domain';
import { MemoryStore } from '../../fakes/memory-store.ts';
import type { TenantReading } from '../../ports/tenant-reading.ts';
import type { Repositories, UnitOfWork } from '../../ports/unit-of-work.ts';

/** A store without a fault, for others to spoil in one repository. */
export abstract class FaultyStore implements UnitOfWork {
  readonly #sound = new MemoryStore();

  get repositories(): Repositories {
    return this.#spoilt(this.#sound.repositories);
  }

  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return this.#sound.transaction((repositories) => work(this.#spoilt(repositories)));
  }

  readAs<T>(tenantId: TenantId, read: (repositories: TenantReading) => Promise<T>): Promise<T> {
    return this.#sound.readAs(tenantId, read);
  }

  /** The repositories that the fault stands in; the others stay sound. */
  protected abstract spoil(repositories: Repositories): Partial<Repositories>;

  #spoilt(repositories: Repositories): Repositories {
    return { ...repositories, ...this.spoil(repositories) };
  }
}

/** A repository with some of its methods replaced. */
export function replaced<R extends object>(repository: R, methods: Partial<R>): R {
  return new Proxy(repository, {
    get(target, name) {
      const method: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
      // Bound, because private fields are not to be had through a proxy.
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
}
