import { type Kysely, sql } from 'kysely';

/**
 * The tables of the archive as SQL, read from the catalogue, always in the same order, and the
 * same from every supported version of PostgreSQL: `schema.sql`. The migrator's own two tables are
 * left out.
 */
export async function dumpSchema<T>(db: Kysely<T>): Promise<string> {
  const tables = await readTables(db);
  const indexes = await readIndexes(db);
  const policies = await readPolicies(db);
  const comments = await readComments(db);
  const sections = tables.map(({ name, lines }) =>
    [
      `create table ${name} (\n  ${lines.join(',\n  ')}\n);`,
      ...indexes.filter(({ table }) => table === name).map(({ definition }) => `${definition};`),
      ...policies.filter(({ table }) => table === name).map(({ definition }) => `${definition};`),
      ...comments.filter(({ table }) => table === name).map(commentStatement),
    ].join('\n'),
  );
  return `${sections.join('\n\n')}\n`;
}

/** An ordinary table of the archive. */
const isTable = sql.raw(`
  relation.relnamespace = 'public'::regnamespace and relation.relkind = 'r'
  and relation.relname not like 'annals\\_migrations%'`);

async function readTables<T>(db: Kysely<T>): Promise<{ name: string; lines: string[] }[]> {
  const { rows } = await sql<{ name: string; columns: string[]; constraints: string[] }>`
    select relation.relname as name,
      array(
        select concat_ws(' ',
          quote_ident(attname), format_type(atttypid, atttypmod),
          case when attcollation <> typcollation then 'collate "' || collname || '"' end,
          case when attnotnull then 'not null' end,
          case attidentity when 'a' then 'generated always as identity' end,
          'default ' || pg_get_expr(adbin, adrelid)
        )
        from pg_attribute
        join pg_type on pg_type.oid = atttypid
        left join pg_collation on pg_collation.oid = attcollation
        left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where attrelid = relation.oid and attnum > 0 and not attisdropped
        order by attnum
      ) as columns,
      array(
        select 'constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
        from pg_constraint
        where conrelid = relation.oid and contype in ('p', 'u', 'c', 'f')
        order by contype = 'p' desc, conname collate "C"
      ) as constraints
    from pg_class as relation
    where ${isTable}
    order by relation.relname collate "C"
  `.execute(db);
  return rows.map(({ name, columns, constraints }) => ({
    name,
    lines: [...columns, ...constraints],
  }));
}

/** Apart from those that a constraint brings with it. */
async function readIndexes<T>(db: Kysely<T>): Promise<{ table: string; definition: string }[]> {
  const { rows } = await sql<{ table: string; definition: string }>`
    select relation.relname as table,
      replace(pg_get_indexdef(indexrelid), ' ON public.', ' ON ') as definition
    from pg_index
    join pg_class as relation on relation.oid = indrelid
    join pg_class as index on index.oid = indexrelid
    where ${isTable} and not exists (select from pg_constraint where conindid = indexrelid)
    order by index.relname collate "C"
  `.execute(db);
  return rows;
}

/** Who sees which rows. */
async function readPolicies<T>(db: Kysely<T>): Promise<{ table: string; definition: string }[]> {
  const { rows } = await sql<{ table: string; definition: string }>`
    select relation.relname as table, definition
    from pg_class as relation
    cross join lateral (
      select 0 as place, 'alter table ' || relation.relname || ' enable row level security'
      where relation.relrowsecurity
      union all
      select 1, 'create policy ' || polname || ' on ' || relation.relname
        || ' using (' || pg_get_expr(polqual, polrelid) || ')'
      from pg_policy where polrelid = relation.oid
    ) as part (place, definition)
    where ${isTable}
    order by place, definition
  `.execute(db);
  return rows;
}

interface Comment {
  readonly table: string;
  readonly column: string | null;
  readonly text: string;
}

async function readComments<T>(db: Kysely<T>): Promise<Comment[]> {
  const { rows } = await sql<Comment>`
    select relation.relname as table, attname as column, quote_literal(description) as text
    from pg_description
    join pg_class as relation
      on relation.oid = pg_description.objoid and classoid = 'pg_class'::regclass
    left join pg_attribute on attrelid = relation.oid and attnum = objsubid and objsubid > 0
    where ${isTable}
    order by objsubid
  `.execute(db);
  return rows;
}

function commentStatement({ table, column, text }: Comment): string {
  const target = column === null ? `table ${table}` : `column ${table}.${column}`;
  return `comment on ${target} is ${text};`;
}
