-- Why: who did what to which record, written with the change itself, sealed into a hash chain afterwards.
create table audit_entries (
  tenant_id text not null,
  id text not null,
  at integer not null,
  action text not null,
  outcome text not null,
  actor_kind text not null,
  actor_id text not null,
  target_kind text,
  target_id text,
  details text not null,
  request_id text not null,
  run_id text,
  credential text,
  -- Personal values and the salt of their hash: emptied when a person is erased, while the chain still holds.
  personal text,
  salt text,
  personal_hash text,
  seq integer,
  hash text,
  primary key (tenant_id, id)
) without rowid;
create unique index audit_entries_seq on audit_entries (tenant_id, seq) where seq is not null;
create index audit_entries_unsealed on audit_entries (tenant_id) where seq is null;
