-- Why: secrets at rest (connector credentials, webhook secrets, wallet keys), each sealed for its own row.
create table secrets (
  tenant_id text not null,
  id text not null,
  purpose text not null,
  sealed text not null,
  kek_id text not null,
  created_at integer not null,
  updated_at integer not null,
  primary key (tenant_id, id)
);
create index secrets_kek on secrets (kek_id, tenant_id, id);
